@read-an-organisation
Feature: Read an organisation

  @req:RORG-002
  Scenario Outline: The provider returns the organisation with this logical ID
    Given the organisation in the role "<role>"
    When the consumer reads the organisation
    Then the provider returns a conformant Organization

    Examples:
      | role     |
      | practice |
      | other    |

  @req:RORG-006 @req:FHIR-016
  Scenario: A read of an organisation returns the version that a search finds
    Given the organisation in the role "practice"
    When the consumer reads the organisation
    Then the provider returns a conformant Organization
    And the organisation read is the version that was found

  @req:RORG-011 @req:RES-002
  Scenario: An organisation read comes with every detail on record
    Given the organisation in the role "all_details"
    When the consumer reads the organisation
    Then the provider returns a conformant Organization
    And every detail on record comes with it

  @req:RES-006
  Scenario: Everything that an organisation read refers to is on the server
    Given the organisation in the role "practice"
    When the consumer reads the organisation
    Then the provider returns a conformant Organization
    And everything that it refers to can be read

  @req:RORG-001
  Scenario Outline: A logical ID that no organisation has is refused
    Given a request to read an organisation
    And the logical ID is "<logical id>"
    When the consumer sends it
    Then the provider refuses it as an unknown organisation

    Examples:
      | logical id      |
      | does-not-exist  |
      | NotOnThisServer |
      | no.such.record  |
      | 00.99.00.99     |
      | 99-00-99--00    |

  @req:RORG-001
  Scenario: A read of an organisation by an unknown logical ID of the greatest length is refused
    Given a request to read an organisation
    And the logical ID has 64 characters
    When the consumer sends it
    Then the provider refuses it as an unknown organisation

  @req:RORG-001
  Scenario: The logical ID of the organisation is case sensitive
    Given a request to read an organisation
    And the letters of the logical ID are in the other case
    When the consumer sends it
    Then the provider refuses it as an unknown organisation

  @req:RORG-001
  Scenario: A read of an organisation by a logical ID that is too long is refused
    Given a request to read an organisation
    And the logical ID has 65 characters
    When the consumer sends it
    Then the provider refuses it as an invalid organisation ID

  @req:RORG-001
  Scenario Outline: A read of an organisation by a logical ID with characters that FHIR does not allow is refused
    Given a request to read an organisation
    And the logical ID is "<logical id>"
    When the consumer sends it
    Then the provider refuses it as an invalid organisation ID

    Examples:
      | logical id |
      | under_bar  |
      | blank here |
      | dollar$    |

  @req:RORG-001
  Scenario: A read of an organisation without a logical ID is refused
    Given a request to read an organisation
    And the logical ID is left out
    When the consumer sends it
    Then the provider refuses it as a read without a logical ID

  @req:RORG-004
  Scenario Outline: A read of an organisation with the interaction ID of another interaction is refused
    Given a request to read an organisation
    And the request carries the interaction ID of "<interaction id of>"
    When the consumer sends it
    Then the provider refuses it as an interaction ID of another interaction

    Examples:
      | interaction id of    |
      | find-an-organisation |
      | read-a-practitioner  |

  @req:RORG-004
  Scenario Outline: A read of an organisation without one of the Spine headers is refused
    Given a request to read an organisation
    And the request lacks the header "<header>"
    When the consumer sends it
    Then the provider refuses it as a missing or wrong header

    Examples:
      | header            |
      | Ssp-TraceID       |
      | Ssp-From          |
      | Ssp-To            |
      | Ssp-InteractionID |

  @req:RORG-004
  Scenario: A read of an organisation without an audit token is refused
    Given a request to read an organisation
    And the request lacks the header "Authorization"
    When the consumer sends it
    Then the provider refuses it as a request without its audit token

  @req:RORG-004
  Scenario Outline: A read of an organisation with the wrong HTTP verb is refused
    Given a request to read an organisation
    And the request is sent with the verb <verb>
    When the consumer sends it
    Then the provider refuses it as a wrong HTTP verb

    Examples:
      | verb |
      | POST |
      | PUT  |
