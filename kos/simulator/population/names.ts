import { type Draw } from './draw.js'

/** Family names in about the share that they have in Korea. */
const families = [
  ...'김김김김김김김김김김이이이이이이이박박박박최최정정강강조조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진나지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국',
]
const firsts = [...'지서민예하도준수은현유주시채다가윤건승재태성영정동우진혜소연나아보경미상종기선호인규원희한']
const seconds = [...'우준윤은아빈서현민호진연원영수혁훈희율린경석철환숙자미정순식용성규태라나리온결솔별빛']

/** A name of a family name and two syllables. */
export const koreanName = (draw: Draw): string =>
  draw.pick('family', families) + draw.pick('first', firsts) + draw.pick('second', seconds)
