interface ExampleTab {
  query: string
  variables?: string
  headers?: string
}

/** Operations to begin with, on the demo accounts. Shown at the first visit; afterwards the browser's own tabs are. */
export const exampleTabs: ExampleTab[] = [
  {
    query: `# 1. 브라우저로 로그인합니다. 토큰은 HttpOnly 쿠키로 저장되어 이 페이지의 다른 탭에서 바로 쓸 수 있습니다.
#    계정: demo01 (회선 3개), demo02 (요금 조회만), demo03 (정지 회선), demo04 (최근 변경), demo05 (약정과 단말기 할부)
mutation SignInBrowser($userId: String!, $password: String!) {
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
    variables: `{
  "userId": "demo01",
  "password": "yogeum-demo-1"
}`,
  },
  {
    query: `# 2. API 클라이언트로 로그인합니다. 응답의 accessToken을 Headers에 넣어 사용합니다:
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
  }
}
`,
    variables: `{
  "userId": "demo01",
  "password": "yogeum-demo-1"
}`,
  },
  {
    query: `# 3. 로그인한 고객과 회선, 현재 요금제
query Viewer {
  viewer {
    maskedName
    permissions
    lines {
      id
      maskedNumber
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
    query: `# 4. 이번 달 청구 요금 (month를 넣으면 그 달)
query BillOfThisMonth {
  viewer {
    lines {
      maskedNumber
      billMonths
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
          comparison {
            previousTotal
            difference
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
    query: `# 5. 요금제 변경 견적. lineId는 3번, productCode는 6번의 결과에서 복사합니다.
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
  "lineId": "",
  "productCode": ""
}`,
  },
  {
    query: `# 6. 판매 중인 요금제
query Products {
  products(first: 20) {
    totalCount
    edges {
      node {
        code
        name
        network
        monthlyFee
      }
    }
  }
}
`,
  },
]
