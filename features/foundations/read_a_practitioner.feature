@read-a-practitioner
Feature: Read a practitioner

  @req:RPRA-002 @req:RPRA-007 @req:FDES-004
  Scenario Outline: The provider returns the practitioner with this logical ID
    Given the practitioner in the role "<role>"
    When the consumer reads the practitioner
    Then the provider returns a conformant Practitioner
    And the practitioner has <count> SDS role profile IDs

    Examples:
      | role              | count |
      | no_role_profile   | 0     |
      | one_role_profile  | 1     |
      | two_role_profiles | 2     |

  @req:RPRA-006 @req:FHIR-016
  Scenario: A read of a practitioner returns the version that a search finds
    Given the practitioner in the role "one_role_profile"
    When the consumer reads the practitioner
    Then the provider returns a conformant Practitioner
    And the practitioner read is the version that was found

  @req:RPRA-011 @req:RES-002
  Scenario: A practitioner read comes with every detail on record
    Given the practitioner in the role "all_details"
    When the consumer reads the practitioner
    Then the provider returns a conformant Practitioner
    And every detail on record comes with it

  @req:RPRA-001
  Scenario Outline: A logical ID that no practitioner has is refused
    Given a request to read a practitioner
    And the logical ID is "<logical id>"
    When the consumer sends it
    Then the provider refuses it as an unknown practitioner

    Examples:
      | logical id      |
      | does-not-exist  |
      | NotOnThisServer |
      | no.such.record  |
      | 00.99.00.99     |
      | 99-00-99--00    |

  @req:RPRA-001
  Scenario: A read of a practitioner by an unknown logical ID of the greatest length is refused
    Given a request to read a practitioner
    And the logical ID has 64 characters
    When the consumer sends it
    Then the provider refuses it as an unknown practitioner

  @req:RPRA-001
  Scenario: The logical ID of the practitioner is case sensitive
    Given a request to read a practitioner
    And the letters of the logical ID are in the other case
    When the consumer sends it
    Then the provider refuses it as an unknown practitioner

  @req:RPRA-001
  Scenario: A read of a practitioner by a logical ID that is too long is refused
    Given a request to read a practitioner
    And the logical ID has 65 characters
    When the consumer sends it
    Then the provider refuses it as an invalid practitioner ID

  @req:RPRA-001
  Scenario Outline: A read of a practitioner by a logical ID with characters that FHIR does not allow is refused
    Given a request to read a practitioner
    And the logical ID is "<logical id>"
    When the consumer sends it
    Then the provider refuses it as an invalid practitioner ID

    Examples:
      | logical id |
      | under_bar  |
      | blank here |
      | dollar$    |

  @req:RPRA-001
  Scenario: A read of a practitioner without a logical ID is refused
    Given a request to read a practitioner
    And the logical ID is left out
    When the consumer sends it
    Then the provider refuses it as a read without a logical ID

  @req:RPRA-003
  Scenario Outline: A read of a practitioner with the interaction ID of another interaction is refused
    Given a request to read a practitioner
    And the request carries the interaction ID of "<interaction id of>"
    When the consumer sends it
    Then the provider refuses it as an interaction ID of another interaction

    Examples:
      | interaction id of   |
      | find-a-practitioner |
      | read-a-location     |

  @req:RPRA-003
  Scenario Outline: A read of a practitioner without one of the Spine headers is refused
    Given a request to read a practitioner
    And the request lacks the header "<header>"
    When the consumer sends it
    Then the provider refuses it as a missing or wrong header

    Examples:
      | header            |
      | Ssp-TraceID       |
      | Ssp-From          |
      | Ssp-To            |
      | Ssp-InteractionID |

  @req:RPRA-003
  Scenario: A read of a practitioner without an audit token is refused
    Given a request to read a practitioner
    And the request lacks the header "Authorization"
    When the consumer sends it
    Then the provider refuses it as a request without its audit token

  @req:RPRA-003
  Scenario Outline: A read of a practitioner with the wrong HTTP verb is refused
    Given a request to read a practitioner
    And the request is sent with the verb <verb>
    When the consumer sends it
    Then the provider refuses it as a wrong HTTP verb

    Examples:
      | verb |
      | POST |
      | PUT  |
