@read-a-location
Feature: Read a location

  @req:RLOC-002 @req:BRA-003
  Scenario Outline: The provider returns the location with this logical ID
    Given the location in the role "<role>"
    When the consumer reads the location
    Then the provider returns a conformant Location

    Examples:
      | role     |
      | practice |
      | branch   |

  @req:RLOC-010 @req:BRA-001
  Scenario Outline: The surgeries of a practice are managed by the practice
    Given the location in the role "<role>"
    When the consumer reads the location
    Then the provider returns a conformant Location
    And the location's managing organisation is the practice

    Examples:
      | role     |
      | practice |
      | branch   |

  @req:RLOC-011 @req:RES-002 @req:BRA-004
  Scenario: A location comes with every detail on record
    Given the location in the role "all_details"
    When the consumer reads the location
    Then the provider returns a conformant Location
    And every detail on record comes with it

  @req:RES-006
  Scenario Outline: Everything that a location refers to is on the server
    Given the location in the role "<role>"
    When the consumer reads the location
    Then the provider returns a conformant Location
    And everything that it refers to can be read

    Examples:
      | role     |
      | practice |
      | branch   |

  @req:RLOC-001
  Scenario Outline: A logical ID that no location has is refused
    Given a request to read a location
    And the logical ID is "<logical id>"
    When the consumer sends it
    Then the provider refuses it as an unknown record

    Examples:
      | logical id      |
      | does-not-exist  |
      | NotOnThisServer |
      | no.such.record  |
      | 00.99.00.99     |
      | 99-00-99--00    |

  @req:RLOC-001
  Scenario: A read of a location by an unknown logical ID of the greatest length is refused
    Given a request to read a location
    And the logical ID has 64 characters
    When the consumer sends it
    Then the provider refuses it as an unknown record

  @req:RLOC-001
  Scenario: The logical ID of the location is case sensitive
    Given a request to read a location
    And the letters of the logical ID are in the other case
    When the consumer sends it
    Then the provider refuses it as an unknown record

  @req:RLOC-001
  Scenario: A read of a location by a logical ID that is too long is refused
    Given a request to read a location
    And the logical ID has 65 characters
    When the consumer sends it
    Then the provider refuses it as an invalid location ID

  @req:RLOC-001
  Scenario Outline: A read of a location by a logical ID with characters that FHIR does not allow is refused
    Given a request to read a location
    And the logical ID is "<logical id>"
    When the consumer sends it
    Then the provider refuses it as an invalid location ID

    Examples:
      | logical id |
      | under_bar  |
      | blank here |
      | dollar$    |

  @req:RLOC-001
  Scenario: A read of a location without a logical ID is refused
    Given a request to read a location
    And the logical ID is left out
    When the consumer sends it
    Then the provider refuses it as a read without a logical ID

  @req:RLOC-003
  Scenario Outline: A read of a location with the interaction ID of another interaction is refused
    Given a request to read a location
    And the request carries the interaction ID of "<interaction id of>"
    When the consumer sends it
    Then the provider refuses it as an interaction ID of another interaction

    Examples:
      | interaction id of    |
      | read-an-organisation |
      | find-a-practitioner  |

  @req:RLOC-003
  Scenario Outline: A read of a location without one of the Spine headers is refused
    Given a request to read a location
    And the request lacks the header "<header>"
    When the consumer sends it
    Then the provider refuses it as a missing or wrong header

    Examples:
      | header            |
      | Ssp-TraceID       |
      | Ssp-From          |
      | Ssp-To            |
      | Ssp-InteractionID |

  @req:RLOC-003
  Scenario: A read of a location without an audit token is refused
    Given a request to read a location
    And the request lacks the header "Authorization"
    When the consumer sends it
    Then the provider refuses it as a request without its audit token

  @req:RLOC-003
  Scenario Outline: A read of a location with the wrong HTTP verb is refused
    Given a request to read a location
    And the request is sent with the verb <verb>
    When the consumer sends it
    Then the provider refuses it as a wrong HTTP verb

    Examples:
      | verb |
      | POST |
      | PUT  |
