import { describe, expect, it } from '@jest/globals'
import { CallFailure } from '../callFailure.js'
import { changeData, envelope, orderData, transferData } from '../testing/cannedKos.js'
import { contractTransferRefusals, readContractTransfer } from './contractTransfer.js'
import { openEnvelope } from './envelope.js'
import { orderStatusRefusals, readOrderStatus } from './orderStatus.js'
import { productChangeRefusals, readProductChange } from './productChange.js'

const ordered = { lineNumber: '01012345678', to: 'LTE-PLUS-007' }
const change = (json: unknown, status = 200) =>
  readProductChange(openEnvelope(status, json, productChangeRefusals), ordered)
const transfer = (json: unknown, status = 200) =>
  readContractTransfer(openEnvelope(status, json, contractTransferRefusals), ordered)
const order = (json: unknown, status = 200) =>
  readOrderStatus(openEnvelope(status, json, orderStatusRefusals), { requestId: 'r' })
const failureOf = (act: () => unknown): CallFailure => {
  try {
    act()
  } catch (error) {
    if (error instanceof CallFailure) return error
    throw error
  }
  throw new Error('it did not fail')
}
describe('UFR-PROD-040 K5: a product change', () => {
  it('UFR-PROD-040 is read with its order number and the day it takes effect', () => {
    expect(change(envelope(changeData(ordered)))).toEqual({
      kind: 'accepted',
      answer: {
        kosOrderNumber: 'KO2026112200000001',
        state: 'APPLIED',
        effectiveOn: '2026-11-22',
        newProductCode: 'LTE-PLUS-007',
      },
    })
  })
  it.each([
    ['COMPLETED', 'APPLIED'],
    ['PROCESSING', 'PROCESSING'],
    ['SOMETHING_NEW', 'PROCESSING'],
    [null, 'PROCESSING'],
  ])('UFR-PROD-040 the status %s is %s', (changeStatus, state) => {
    expect(change(envelope(changeData({ ...ordered, changeStatus })))).toMatchObject({ answer: { state } })
  })
  it('UFR-PROD-040 a null stays null', () => {
    const answer = changeData({ ...ordered, kosOrderNumber: null, effectiveDate: null })
    expect(change(envelope(answer))).toMatchObject({ answer: { kosOrderNumber: null, effectiveOn: null } })
  })
  it.each(['2001', '2002', '2003', '2004', '2005'])('UFR-PROD-040 %s is a refusal', (code) => {
    expect(change(envelope(null, code))).toEqual({ kind: 'refused', resultCode: code })
  })
  it('UFR-PROD-040 2099 leaves it in doubt', () => {
    expect(change(envelope(null, '2099'))).toMatchObject({ kind: 'inDoubt', resultCode: '2099' })
  })
  it.each(['9001', '9002', '9003', '9004'])('UFR-PROD-040 400 with %s is a refusal', (code) => {
    expect(change(envelope(null, code), 400)).toEqual({ kind: 'refused', resultCode: code })
  })
  it.each<[string, number, string]>([
    ['9001 with 200', 200, '9001'],
    ['9001 with 500', 500, '9001'],
    ['2001 with 400', 400, '2001'],
    ['a code of another operation', 200, '4001'],
    ['an unknown code', 200, '7777'],
    ['9999', 200, '9999'],
  ])('UFR-PROD-040 %s is no answer', (_what, status, code) => {
    expect(failureOf(() => change(envelope(null, code), status)).outcome).not.toBe('ANSWERED')
  })
  it.each([
    ['a refusal that calls itself a success', { ...envelope(null, '2001'), success: true }],
    ['another line', envelope(changeData({ ...ordered, lineNumber: '01099998888' }))],
    ['another product', envelope(changeData({ ...ordered, to: 'LTE-MAX-011' }))],
    ['a date that is none', envelope(changeData({ ...ordered, effectiveDate: '20261399' }))],
    ['no order number', envelope(changeData({ ...ordered, kosOrderNumber: undefined }))],
    ['no changeInfo', envelope({ resultCode: '0000', resultMessage: '성공' })],
    ['another code inside', envelope({ ...changeData(ordered), resultCode: '2099' })],
  ])('UFR-PROD-040 %s breaks the contract, and its message holds no value', (_what, json) => {
    const failure = failureOf(() => change(json))
    expect(failure).toMatchObject({ outcome: 'CONTRACT_BROKEN', countsAgainstKos: false })
    for (const value of ['01099998888', 'LTE-MAX-011', '20261399']) expect(failure.message).not.toContain(value)
  })
})

describe('UFR-PROD-040 K6: a contract transfer', () => {
  it('UFR-PROD-040 is read with its order number', () => {
    expect(transfer(envelope(transferData(ordered)))).toEqual({
      kind: 'accepted',
      answer: { kosOrderNumber: 'KO2026112200000002', state: 'APPLIED' },
    })
  })
  it.each(['4001', '4002'])('UFR-PROD-040 %s is a refusal', (code) => {
    expect(transfer(envelope(null, code))).toEqual({ kind: 'refused', resultCode: code })
  })
  it('UFR-PROD-040 4099 leaves it in doubt', () => {
    expect(transfer(envelope(null, '4099'))).toMatchObject({ kind: 'inDoubt', resultCode: '4099' })
  })
  it.each<[number, string]>([
    [404, '9006'],
    [405, '9005'],
  ])('UFR-PROD-040 %i with %s is a KOS that has no K6', (status, code) => {
    expect(transfer(envelope(null, code), status)).toEqual({ kind: 'unsupported' })
  })
  it.each([
    ['another line', { lineNumber: '01099998888' }],
    ['another product', { to: 'LTE-MAX-011' }],
  ])('UFR-PROD-040 %s breaks the contract', (_what, changes) => {
    expect(failureOf(() => transfer(envelope(transferData({ ...ordered, ...changes })))).outcome).toBe(
      'CONTRACT_BROKEN',
    )
  })
})

describe('UFR-PROD-040 K7: what became of an order', () => {
  it('UFR-PROD-040 applied, with the moment in Seoul time', () => {
    expect(order(envelope(orderData('r', 'APPLIED')))).toEqual({
      kind: 'applied',
      kosOrderNumber: 'KO2026112200000001',
      appliedAt: new Date('2026-11-22T05:30:00Z'),
    })
  })
  it.each([
    ['REJECTED', 'rejected'],
    ['UNKNOWN', 'unknown'],
  ])('UFR-PROD-040 %s is %s', (status, kind) => {
    expect(order(envelope(orderData('r', status)))).toEqual({ kind })
  })
  it('UFR-PROD-040 a KOS without K7 says so', () => {
    expect(order(envelope(null, '9006'), 404)).toEqual({ kind: 'unsupported' })
  })
  it.each([
    ['another order', orderData('other', 'APPLIED')],
    ['a status of its own', orderData('r', 'PENDING')],
  ])('UFR-PROD-040 %s breaks the contract: nothing may be concluded from it', (_what, data) => {
    expect(failureOf(() => order(envelope(data))).outcome).toBe('CONTRACT_BROKEN')
  })
})
