interface ExampleTab {
  query: string
  variables?: string
  headers?: string
}

const demoAccount = `{
  "userId": "demo01",
  "password": "yogeum-demo-1"
}`

/** Operations to begin with, on the demo accounts. Shown at the first visit; afterwards the browser's own tabs are. */
export const exampleTabs: ExampleTab[] = [
  {
    query: `# 1. 브라우저로 로그인합니다. 토큰은 HttpOnly 쿠키로 저장되어 이 페이지의 다른 탭에서 바로 쓸 수 있습니다.
#    계정: demo01 (회선 3개), demo02 (요금 조회만), demo03 (정지 회선), demo04 (최근 변경), demo05 (약정과 단말기 할부), operator (운영자)
mutation SignIn($userId: String!, $password: String!) {
  signIn(input: { userId: $userId, password: $password, keepSignedIn: true }) {
    __typename
    ... on SignedIn {
      expiresAt
      customer {
        maskedName
        permissions
      }
    }
    ... on InvalidCredentials {
      message
    }
    ... on AccountLocked {
      message
      lockedUntil
    }
  }
}
`,
    variables: demoAccount,
  },
  {
    query: `# 2. 이번 달 청구 요금과 지난달과 다른 이유. 지난달은 bill(month: "2026-10")처럼 달을 넣습니다.
query Bill {
  viewer {
    lines {
      maskedNumber
      bill {
        __typename
        ... on Bill {
          month
          total
          lines {
            type
            name
            amount
          }
          usage {
            bucket
            used
            allowance
            unit
          }
          comparison {
            previousTotal
            difference
            causes {
              kind
              amount
              message
            }
          }
          freshness {
            asOf
            stale
            source
          }
        }
        ... on BillNotIssued {
          message
        }
        ... on LineNotActive {
          message
        }
        ... on TemporarilyUnavailable {
          message
          retryAfterSeconds
        }
      }
    }
  }
}
`,
  },
  {
    query: `# 3. 로그인한 고객과 회선, 현재 요금제, 청구서가 있는 달
query Viewer {
  viewer {
    maskedName
    permissions
    lines {
      id
      maskedNumber
      currentMonth
      billMonths
      product {
        __typename
        ... on Product {
          code
          name
          monthlyFee
        }
        ... on LineNotActive {
          message
        }
        ... on TemporarilyUnavailable {
          message
          retryAfterSeconds
        }
      }
    }
  }
}
`,
  },
  {
    query: `# 4. 바꿀 수 있는 요금제: 지난 여섯 달의 사용량이라면 얼마였을지, 싼 것부터
query Candidates {
  viewer {
    lines {
      id
      maskedNumber
      changeCandidates {
        eligible
        lastSixMonthsCost
        difference
        product {
          code
          name
          monthlyFee
        }
      }
    }
  }
}
`,
  },
  {
    query: `# 5. 요금제 변경 견적. 아래 Variables의 lineId에 3번 또는 4번 결과의 회선 id를 넣습니다.
query Quote($lineId: ID!, $productCode: ID!) {
  productChangeQuote(lineId: $lineId, productCode: $productCode, timing: IMMEDIATE) {
    __typename
    ... on ProductChangeQuote {
      id
      expiresAt
      effectiveOn
      from {
        name
        monthlyFee
      }
      to {
        name
        monthlyFee
      }
      thisMonth {
        name
        amount
      }
      fromNextMonth
      losses {
        kind
        amount
        message
      }
      checks {
        check
        passed
        message
      }
    }
    ... on ProductChangeRefused {
      message
      checks {
        check
        passed
        message
      }
    }
    ... on TemporarilyUnavailable {
      message
      retryAfterSeconds
    }
  }
}
`,
    variables: `{
  "lineId": "ln_",
  "productCode": "LTE-PLUS-007"
}`,
  },
  {
    query: `# 6. 요금제 변경 신청. lineId는 5번과 같고, acceptedQuoteId에 견적의 id를 넣으면 그 가격이 보장됩니다.
#    같은 idempotencyKey로 다시 보내면 같은 신청을 가리킵니다. 새로 신청할 때는 키를 바꿉니다.
mutation RequestChange($input: RequestProductChangeInput!) {
  requestProductChange(input: $input) {
    change {
      id
      status
      effectiveOn
      to {
        name
      }
    }
    userErrors {
      __typename
      code
      message
    }
  }
}
`,
    variables: `{
  "input": {
    "lineId": "ln_",
    "productCode": "LTE-PLUS-007",
    "timing": "IMMEDIATE",
    "idempotencyKey": "0b9f6c1e-5d0a-4c5e-9a53-000000000001"
  }
}`,
  },
  {
    query: `# 7. 변경의 진행 상황. id에 6번 결과의 change.id를 넣으면 지금까지의 단계와 이후의 단계가 차례로 도착합니다.
#    단계마다 다른 서비스의 필드(여기서는 청구 요금)도 함께 물을 수 있습니다.
subscription Progress($id: ID!) {
  productChangeProgress(id: $id) {
    percent
    terminal
    event {
      version
      at
      message
    }
    change {
      status
      line {
        maskedNumber
        bill {
          ... on Bill {
            month
            total
          }
        }
      }
    }
  }
}
`,
    variables: `{
  "id": ""
}`,
  },
  {
    query: `# 8. 판매 중인 요금제
query Products {
  products(first: 20) {
    totalCount
    edges {
      node {
        code
        name
        network
        monthlyFee
        dataGb
        unlimited
      }
    }
  }
}
`,
  },
  {
    query: `# 9. 내가 요금을 조회한 기록
query Inquiries {
  viewer {
    lines {
      maskedNumber
      billInquiries(first: 5) {
        edges {
          node {
            month
            requestedAt
            processedAt
            outcome
            cacheHit
            traceId
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
}
`,
  },
  {
    query: `# 10. API 클라이언트로 로그인합니다. 응답의 accessToken을 다른 탭의 Headers에 넣어 사용합니다:
#    { "Authorization": "Bearer (accessToken)" }
mutation SignInApi($userId: String!, $password: String!) {
  signIn(input: { userId: $userId, password: $password, client: API }) {
    __typename
    ... on SignedIn {
      expiresAt
      tokens {
        accessToken
        refreshToken
      }
    }
    ... on InvalidCredentials {
      message
    }
    ... on AccountLocked {
      message
      lockedUntil
    }
  }
}
`,
    variables: demoAccount,
  },
  {
    query: `# 11. 브라우저의 로그인을 15분마다 연장합니다. 쿠키를 쓰므로 입력이 없습니다.
mutation Refresh {
  refreshSession {
    __typename
    ... on SignedIn {
      expiresAt
    }
    ... on SessionEnded {
      message
    }
  }
}
`,
  },
  {
    query: `# 12. 로그아웃. everywhere: true는 다른 기기의 로그인도 모두 끝냅니다.
mutation SignOut {
  signOut(everywhere: false) {
    signedOutSessions
  }
}
`,
  },
  {
    query: `# 13. 운영자(operator): KOS로 가는 길의 상태. 프로세스마다 하나씩이고, 횟수와 시간은 최근 5분의 것입니다.
query KosHealth {
  kosHealth {
    role
    copy
    reportedAt
    eventLoopLagMs
    operations {
      operation
      breaker
      retryAfterSeconds
      calls {
        outcome
        count
      }
      p50Ms
      p99Ms
      hitRate
      stale
      bulkhead {
        inUse
        size
        refused
      }
    }
  }
}
`,
  },
  {
    query: `# 14. 운영자(operator): 차단기가 열리고 닫히는 것을 지켜봅니다. 처음에는 아무것도 오지 않습니다.
subscription KosBreakerChanged {
  kosBreakerChanged {
    version
    at
    role
    operation
    from
    to
  }
}
`,
  },
]
