import { type DeskInquiriesQuery } from '../generated/operations.js'

/** An inquiry as an operator sees it, with what was done for it. */
export type InquiryRecord = DeskInquiriesQuery['billInquiries']['edges'][number]['node']
