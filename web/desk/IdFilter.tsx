import { CloseButton, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'

interface IdFilterProps {
  label: string
  placeholder: string
  /** What it is narrowed to now. */
  value: string | null
  onChange: (value: string | null) => void
  isWellFormed: (text: string) => boolean
  /** Said of what is not well formed. */
  wrong: string
  /** Of the button that clears it. */
  clear: string
}

/** A field for an id. What is none, such as a phone number that was typed by mistake, does not come into the address. */
export function IdFilter(props: IdFilterProps) {
  return <Field key={props.value} {...props} />
}

function Field({ label, placeholder, value, onChange, isWellFormed, wrong, clear }: IdFilterProps) {
  const [typed, setTyped] = useState(value ?? '')
  const [isWrong, setWrong] = useState(false)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const text = typed.trim()
    const isTaken = text === '' || isWellFormed(text)
    setWrong(!isTaken)
    if (isTaken) onChange(text === '' ? null : text)
  }
  return (
    <form onSubmit={submit} noValidate>
      <TextInput
        label={label}
        placeholder={placeholder}
        autoComplete="off"
        spellCheck={false}
        value={typed}
        error={isWrong && wrong}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        rightSection={value !== null && <CloseButton size="sm" aria-label={clear} onClick={() => onChange(null)} />}
      />
    </form>
  )
}
