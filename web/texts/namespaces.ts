// Types of the texts, so that a key that is not there does not compile. Nothing imports the texts themselves from here.
export { default as app } from '../app/texts.ko.json'
export { default as session } from '../session/texts.ko.json'
export { default as home } from '../home/texts.ko.json'
export { default as billInquiry } from '../billInquiry/texts.ko.json'
export { default as productChange } from '../productChange/texts.ko.json'
export { default as desk } from '../desk/texts.ko.json'
