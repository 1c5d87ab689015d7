import { type ComponentType, type ReactNode } from 'react'
import { type LazyRouteFunction, type RouteObject } from 'react-router'
import { type Permission } from '../generated/operations.js'
import { RequirePermission } from '../session/RequirePermission.js'
import { RequireSession } from '../session/RequireSession.js'
import { loadTexts } from '../texts/i18n.js'
import { BrokenScreen } from './BrokenScreen.js'
import { LoadingScreen } from './LoadingScreen.js'
import { NotFoundScreen } from './NotFoundScreen.js'

/** A screen that is loaded when it is first gone to, together with the texts of its feature. */
const lazily =
  <Name extends string>(
    feature: string,
    name: Name,
    load: () => Promise<Record<Name, ComponentType>>,
    around: (screen: ReactNode) => ReactNode = (screen) => screen,
  ): LazyRouteFunction<RouteObject> =>
  async () => {
    const [module] = await Promise.all([load(), loadTexts(feature)])
    const Screen: ComponentType = module[name]
    return { Component: () => around(<Screen />) }
  }

const only =
  (...anyOf: Permission[]) =>
  (screen: ReactNode): ReactNode => <RequirePermission anyOf={anyOf}>{screen}</RequirePermission>

const bill = only('BILL_INQUIRY')
const change = only('PRODUCT_CHANGE')
const result = only('PRODUCT_CHANGE', 'BILL_INQUIRY', 'OPERATOR')
const desk = only('OPERATOR')

/** Every screen at its own address. */
export const routes: RouteObject[] = [
  {
    HydrateFallback: LoadingScreen,
    ErrorBoundary: BrokenScreen,
    children: [
      {
        path: '/sign-in',
        lazy: lazily('session', 'SignInScreen', () => import('../session/SignInScreen.js')),
      },
      {
        lazy: lazily(
          'app',
          'Layout',
          () => import('./Layout.js'),
          (layout) => <RequireSession>{layout}</RequireSession>,
        ),
        children: [
          {
            ErrorBoundary: BrokenScreen,
            children: [
              { path: '/', lazy: lazily('home', 'HomeScreen', () => import('../home/HomeScreen.js')) },
              {
                path: '/bill',
                lazy: lazily('billInquiry', 'BillMenuScreen', () => import('../billInquiry/BillMenuScreen.js'), bill),
              },
              {
                path: '/bill/:lineId/history',
                lazy: lazily(
                  'billInquiry',
                  'BillHistoryScreen',
                  () => import('../billInquiry/BillHistoryScreen.js'),
                  bill,
                ),
              },
              {
                path: '/bill/:lineId/:month?',
                lazy: lazily('billInquiry', 'BillScreen', () => import('../billInquiry/BillScreen.js'), bill),
              },
              {
                path: '/change',
                lazy: lazily(
                  'productChange',
                  'ChangeMenuScreen',
                  () => import('../productChange/ChangeMenuScreen.js'),
                  change,
                ),
              },
              {
                path: '/change/:lineId',
                lazy: lazily('productChange', 'ChooseScreen', () => import('../productChange/ChooseScreen.js'), change),
              },
              {
                path: '/change/:lineId/:productCode',
                lazy: lazily(
                  'productChange',
                  'ConfirmScreen',
                  () => import('../productChange/ConfirmScreen.js'),
                  change,
                ),
              },
              {
                path: '/changes/:changeId',
                lazy: lazily('productChange', 'ResultScreen', () => import('../productChange/ResultScreen.js'), result),
              },
              {
                path: '/desk',
                lazy: lazily('desk', 'HealthScreen', () => import('../desk/HealthScreen.js'), desk),
              },
              {
                path: '/desk/changes',
                lazy: lazily('desk', 'ChangesScreen', () => import('../desk/ChangesScreen.js'), desk),
              },
              {
                path: '/desk/changes/:changeId',
                lazy: lazily('desk', 'ChangeScreen', () => import('../desk/ChangeScreen.js'), desk),
              },
              {
                path: '/desk/inquiries',
                lazy: lazily('desk', 'InquiriesScreen', () => import('../desk/InquiriesScreen.js'), desk),
              },
              { path: '*', Component: NotFoundScreen },
            ],
          },
        ],
      },
    ],
  },
]
