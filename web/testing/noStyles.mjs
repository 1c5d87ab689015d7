/** In place of a stylesheet, whose classes nobody needs in jsdom. */
export default {}
