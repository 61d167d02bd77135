Feature: Transport security
  The provider's own port lets in the Spine Secure Proxy, over TLS 1.2 and a permitted cipher, and nobody else.
  Before each attempt that must fail, the same port is shown to answer the good client certificate. What the consumer
  cannot try, for want of a certificate or of a TLS library that would do it, could not run: that is not a pass.

  Background:
    Given a provider that is reached over HTTPS

  @req:SEC-105
  Scenario: A request over TLS 1.2 with the good client certificate is answered
    When the consumer connects with the good client certificate
    Then the request is answered over TLS 1.2

  @req:SEC-102 @req:SEC-105
  Scenario Outline: A request without a client certificate is refused
    Given any request to <interaction>
    When the consumer connects without a client certificate
    Then the provider refuses the client

    Examples:
      | interaction                      |
      | get-the-capability-statement     |
      | find-a-patient                   |
      | read-a-patient                   |
      | register-a-patient               |
      | find-a-practitioner              |
      | read-a-practitioner              |
      | find-an-organisation             |
      | read-an-organisation             |
      | read-a-location                  |
      | search-for-free-slots            |
      | book-an-appointment              |
      | retrieve-a-patients-appointments |
      | amend-an-appointment             |
      | cancel-an-appointment            |
      | read-an-appointment              |

  @req:SEC-113 @req:SEC-112 @req:SEC-101
  Scenario: A client certificate of an issuer outside the chain of trust is refused
    When the consumer connects with a client certificate that is untrusted
    Then the provider refuses the client

  @req:SEC-114
  Scenario: A client certificate that has expired is refused
    When the consumer connects with a client certificate that is expired
    Then the provider refuses the client

  @req:SEC-115
  Scenario: A client certificate that was revoked is refused
    When the consumer connects with a client certificate that is revoked
    Then the provider refuses the client

  @req:SEC-116 @req:SEC-101
  Scenario: A client certificate with the FQDN of another system than the proxy is refused
    When the consumer connects with a client certificate that is wrong in name
    Then the provider refuses the client

  @req:SEC-104
  Scenario: Plain HTTP to the port for HTTPS is refused
    When the consumer sends a request in plain HTTP
    Then the provider refuses the insecure connection

  @req:SEC-106
  Scenario Outline: A version of SSL is refused
    When the consumer offers <version>
    Then the provider refuses the offer

    Examples:
      | version |
      | SSLv2   |
      | SSLv3   |

  @req:SEC-107 @since:1.1.1
  Scenario Outline: An old version of TLS is refused
    When the consumer offers <version>
    Then the provider refuses the offer

    Examples:
      | version |
      | TLS 1.0 |
      | TLS 1.1 |

  @req:SEC-108
  Scenario Outline: Each cipher family is supported
    When the consumer connects with the ciphers <family>
    Then the request is answered

    Examples:
      | family       |
      | AESGCM+EECDH |
      | AESGCM+EDH   |
      | AES256+EECDH |
      | AES256+EDH   |

  @req:SEC-109
  Scenario Outline: Members of the cipher families are supported
    When the consumer connects with a cipher of the kind <cipher>
    Then the request is answered

    Examples:
      | cipher                   |
      | ECDHE with AES128-GCM    |
      | ECDHE with AES256-GCM    |
      | ECDHE with AES256-SHA384 |
      | ECDHE with AES256-SHA    |
      | DHE with AES128-GCM      |
      | DHE with AES256-GCM      |
      | DHE with AES256-SHA256   |
      | DHE with AES256-SHA      |

  @req:SEC-110
  Scenario: Of all cipher families the most preferred is chosen
    When the consumer offers every cipher family, the least preferred first
    Then the provider chooses the most preferred family

  @req:SEC-103
  Scenario Outline: A cipher outside the families is refused
    When the consumer offers nothing but ciphers of the kind <cipher>
    Then the provider refuses the offer

    Examples:
      | cipher                                |
      | AES128-GCM without forward secrecy    |
      | AES256-GCM without forward secrecy    |
      | AES128-SHA256 without forward secrecy |
      | AES256-SHA256 without forward secrecy |
      | ECDHE with AES128-SHA256              |
      | DHE with AES128-SHA256                |
      | ChaCha20                              |
      | Camellia                              |
      | triple DES                            |
      | RC4                                   |
      | single DES and export grades          |
      | anonymous key exchange                |
      | no encryption                         |

  @req:SEC-111 @req:SEC-103 @since:1.1.1
  Scenario Outline: A cipher of a withdrawn family is refused
    When the consumer offers nothing but ciphers of the kind <cipher>
    Then the provider refuses the offer

    Examples:
      | cipher                             |
      | AES128-SHA without forward secrecy |
      | AES256-SHA without forward secrecy |
      | ECDHE with AES128-SHA              |
      | DHE with AES128-SHA                |
