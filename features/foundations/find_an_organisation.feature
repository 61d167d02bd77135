@find-an-organisation
Feature: Find an organisation

  @req:FORG-007 @req:FORG-006 @req:FDES-002 @req:BRA-002
  Scenario Outline: An organisation is found by ODS code
    Given a search for the organisation in the role "<role>"
    When the consumer sends it
    Then the provider finds that one Organization

    Examples:
      | role     |
      | practice |
      | other    |

  @req:FORG-014 @req:RES-002
  Scenario: An organisation comes with every detail on record
    Given a search for the organisation in the role "all_details"
    When the consumer sends it
    Then the provider finds that one Organization
    And every detail on record comes with it

  @req:RES-006
  Scenario: Everything that an organisation found refers to is on the server
    Given a search for the organisation in the role "practice"
    When the consumer sends it
    Then the provider finds that one Organization
    And everything that it refers to can be read

  @req:FORG-004
  Scenario: That no organisation has the ODS code is no error
    Given a search for the organisation in the role "unknown"
    When the consumer sends it
    Then the provider finds nothing

  @req:FORG-003
  Scenario: A value that cannot be an ODS code finds nothing
    Given a search for the organisation in the role "practice"
    And its identifier is sent of 200 characters
    When the consumer sends it
    Then the provider finds nothing, or refuses it as an invalid identifier value

  @req:FORG-017
  Scenario Outline: A search for an organisation may percent-encode its identifier in any way
    Given a search for the organisation in the role "practice"
    And its identifier is written with <encoding>
    When the consumer sends it
    Then the provider finds that one Organization

    Examples:
      | encoding                                 |
      | every reserved character percent-encoded |
      | lower-case percent-encoding              |

  @req:FORG-017
  Scenario: A search for an organisation with a pipe that is not percent-encoded is understood or refused
    Given a search for the organisation in the role "practice"
    And its identifier is written with a pipe that is not percent-encoded
    When the consumer sends it
    Then the provider finds that one Organization, or refuses it as a pipe that is not percent-encoded

  @req:FORG-007
  Scenario Outline: A search for an organisation ignores a parameter that the provider does not know
    Given a search for the organisation in the role "practice"
    And the request has one more parameter "<parameter>" with the value "<value>"
    When the consumer sends it
    Then the provider finds that one Organization

    Examples:
      | parameter | value |
      | colour    | blue  |
      | _count    | 1     |
      | _sort     | _id   |

  @req:FORG-001
  Scenario: A search for an organisation without an identifier is refused
    Given a search for the organisation in the role "practice"
    And the request lacks the parameter "identifier"
    When the consumer sends it
    Then the provider refuses it as a search without its identifier

  @req:FORG-001
  Scenario Outline: A search for an organisation whose identifier parameter has another name is refused
    Given a search for the organisation in the role "practice"
    And its identifier is in a parameter called "<parameter>"
    When the consumer sends it
    Then the provider refuses it as a search without its identifier

    Examples:
      | parameter   |
      | Identifier  |
      | identifiers |

  @req:FORG-001
  Scenario Outline: A search for an organisation by an identifier that lacks a part is refused
    Given a search for the organisation in the role "practice"
    And its identifier is sent <alteration>
    When the consumer sends it
    Then the provider refuses it as <situation>

    Examples:
      | alteration             | situation                              |
      | without its system     | an identifier without its system       |
      | with an empty system   | an identifier without its system       |
      | without its value      | an identifier without its value        |
      | without pipe and value | an identifier without system and value |
      | as a pipe alone        | an identifier without system and value |
      | empty                  | an identifier without system and value |

  @req:FORG-002
  Scenario Outline: A search for an organisation by an identifier system that the provider does not know is refused
    Given a search for the organisation in the role "practice"
    And its identifier system is "<system>"
    When the consumer sends it
    Then the provider refuses it as an unknown identifier system

    Examples:
      | system                               |
      | https://systems.invalid/Id/something |
      | https://fhir.nhs.uk/Id/nhs-number    |
      | https://fhir.nhs.uk/Id/sds-user-id   |

  @req:FORG-002
  Scenario: The identifier system in a search for an organisation is case sensitive
    Given a search for the organisation in the role "practice"
    And its identifier is sent with its system in capitals
    When the consumer sends it
    Then the provider refuses it as an unknown identifier system

  @req:FORG-001
  Scenario: A search for an organisation by the same identifier twice is refused, or finds the same
    Given a search for the organisation in the role "practice"
    And its identifier stands there twice
    When the consumer sends it
    Then the provider returns nothing but what both identify, or refuses it as a search with two identifiers

  @req:FORG-001
  Scenario: A search for an organisation by two different identifiers is refused, or finds nothing
    Given a search for the organisation in the role "practice"
    And the organisation in the role "other" is searched for as well
    When the consumer sends it
    Then the provider returns nothing but what both identify, or refuses it as a search with two identifiers

  @req:FORG-001
  Scenario Outline: A search for an organisation with the interaction ID of another interaction is refused
    Given a request to find an organisation
    And the request carries the interaction ID of "<interaction id of>"
    When the consumer sends it
    Then the provider refuses it as an interaction ID of another interaction

    Examples:
      | interaction id of    |
      | read-an-organisation |
      | find-a-practitioner  |

  @req:FORG-001
  Scenario Outline: A search for an organisation without one of the Spine headers is refused
    Given a request to find an organisation
    And the request lacks the header "<header>"
    When the consumer sends it
    Then the provider refuses it as a missing or wrong header

    Examples:
      | header            |
      | Ssp-TraceID       |
      | Ssp-From          |
      | Ssp-To            |
      | Ssp-InteractionID |

  @req:FORG-001
  Scenario: A search for an organisation without an audit token is refused
    Given a request to find an organisation
    And the request lacks the header "Authorization"
    When the consumer sends it
    Then the provider refuses it as a request without its audit token

  @req:FORG-001
  Scenario Outline: A search for an organisation with the wrong HTTP verb is refused
    Given a request to find an organisation
    And the request is sent with the verb <verb>
    When the consumer sends it
    Then the provider refuses it as a wrong HTTP verb

    Examples:
      | verb |
      | POST |
      | PUT  |
