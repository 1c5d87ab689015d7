// A plugin for GraphQL Code Generator: for each operation a document for the pages' client that holds its hash, its name
// and its type, and not its text, which the gateway knows. Types of data and variables come from the plugin before it.
import { registeredOperations } from './registeredOperations.mjs'

const pascal = (name) => name.charAt(0).toUpperCase() + name.slice(1)

/** What codegen calls. */
export const plugin = (_schema, files) => {
  const operations = registeredOperations(files.map(({ document }) => document))
  return {
    prepend: [`import { registeredDocument } from '../graphql/registeredDocument.js'`],
    content: operations
      .map(({ name, type, hash }) => {
        const types = `${pascal(name)}${pascal(type)}`
        return `/** \`${type} ${name}\` */
export const ${pascal(name)}Document = registeredDocument<${types}, ${types}Variables>('${type}', '${name}', '${hash}')`
      })
      .join('\n'),
  }
}

export default { plugin }
