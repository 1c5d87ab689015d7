import { parser } from '@prometheus-io/lezer-promql'

/** What an expression of PromQL asks for. */
export interface Asked {
  /** Places that are no PromQL; empty for an expression that is. */
  errors: string[]
  /** Series, each with the labels by which they are chosen, and the texts of matchers on one value or several. */
  series: { name: string; matchers: { label: string; values: string[] | null }[] }[]
  /** Labels by which is grouped or joined. */
  labels: string[]
  /** Series that go into `rate` or `increase`. */
  rated: string[]
}

type Node = ReturnType<typeof parser.parse>['topNode']

export function readPromql(expression: string): Asked {
  const asked: Asked = { errors: [], series: [], labels: [], rated: [] }
  const text = ({ from, to }: Node) => expression.slice(from, to)
  parser.parse(expression).iterate({
    enter({ node }) {
      if (node.type.isError) asked.errors.push(`at ${node.from}: ${expression.slice(node.from, node.from + 20)}`)
      if (node.name === 'VectorSelector') asked.series.push(selected(node, text))
      if (node.name === 'GroupingLabels') asked.labels.push(...node.getChildren('LabelName').map(text))
      if (node.name === 'FunctionCall' && ['rate', 'increase'].includes(text(node.firstChild as Node))) {
        const selector = node.getChild('FunctionCallBody')?.getChild('MatrixSelector')?.getChild('VectorSelector')
        if (selector) asked.rated.push(selected(selector, text).name)
      }
    },
  })
  return asked
}

function selected(node: Node, text: (node: Node) => string): Asked['series'][number] {
  const name = node.getChild('Identifier')
  const matchers = node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? []
  return {
    name: name ? text(name) : '',
    matchers: matchers.map((matcher) => {
      const value = text(matcher.getChild('StringLiteral') as Node).slice(1, -1)
      const isPattern = /^!?=?~/.test(text(matcher.getChild('MatchOp') as Node).replace('=~', '~'))
      const values = isPattern ? value.split('|') : [value]
      return {
        label: text(matcher.getChild('LabelName') as Node),
        values: values.every((each) => /^[\w-]*$/.test(each)) ? values : null,
      }
    }),
  }
}
