@find-a-practitioner
Feature: Find a practitioner

  @req:FPRA-006 @req:FPRA-005 @req:FPRA-010 @req:FDES-004
  Scenario Outline: A practitioner is found by SDS user ID, with all SDS role profile IDs
    Given a search for the practitioner in the role "<role>"
    When the consumer sends it
    Then the provider finds that one Practitioner
    And the practitioner has <count> SDS role profile IDs

    Examples:
      | role              | count |
      | no_role_profile   | 0     |
      | one_role_profile  | 1     |
      | two_role_profiles | 2     |

  @req:FPRA-014 @req:RES-002
  Scenario: A practitioner comes with every detail on record
    Given a search for the practitioner in the role "all_details"
    When the consumer sends it
    Then the provider finds that one Practitioner
    And every detail on record comes with it

  @req:FPRA-004
  Scenario: That nobody has the SDS user ID is no error
    Given a search for the practitioner in the role "unknown"
    When the consumer sends it
    Then the provider finds nobody

  @req:FPRA-003
  Scenario Outline: A value that cannot be an SDS user ID finds nobody
    Given a search for the practitioner in the role "one_role_profile"
    And its identifier is sent <alteration>
    When the consumer sends it
    Then the provider finds nothing, or refuses it as an invalid identifier value

    Examples:
      | alteration                |
      | with a letter for a digit |
      | of 200 characters         |

  @req:FPRA-020
  Scenario Outline: A search for a practitioner may percent-encode its identifier in any way
    Given a search for the practitioner in the role "one_role_profile"
    And its identifier is written with <encoding>
    When the consumer sends it
    Then the provider finds that one Practitioner

    Examples:
      | encoding                                 |
      | every reserved character percent-encoded |
      | lower-case percent-encoding              |

  @req:FPRA-020
  Scenario: A search for a practitioner with a pipe that is not percent-encoded is understood or refused
    Given a search for the practitioner in the role "one_role_profile"
    And its identifier is written with a pipe that is not percent-encoded
    When the consumer sends it
    Then the provider finds that one Practitioner, or refuses it as a pipe that is not percent-encoded

  @req:FPRA-006
  Scenario Outline: A search for a practitioner ignores a parameter that the provider does not know
    Given a search for the practitioner in the role "one_role_profile"
    And the request has one more parameter "<parameter>" with the value "<value>"
    When the consumer sends it
    Then the provider finds that one Practitioner

    Examples:
      | parameter | value |
      | colour    | blue  |
      | _count    | 1     |
      | _sort     | _id   |

  @req:FPRA-001
  Scenario: A search for a practitioner without an identifier is refused
    Given a search for the practitioner in the role "one_role_profile"
    And the request lacks the parameter "identifier"
    When the consumer sends it
    Then the provider refuses it as a search without its identifier

  @req:FPRA-001
  Scenario Outline: A search for a practitioner whose identifier parameter has another name is refused
    Given a search for the practitioner in the role "one_role_profile"
    And its identifier is in a parameter called "<parameter>"
    When the consumer sends it
    Then the provider refuses it as a search without its identifier

    Examples:
      | parameter   |
      | Identifier  |
      | identifiers |

  @req:FPRA-001
  Scenario Outline: A search for a practitioner by an identifier that lacks a part is refused
    Given a search for the practitioner in the role "one_role_profile"
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

  @req:FPRA-002
  Scenario Outline: A search for a practitioner by an identifier system that the provider does not know is refused
    Given a search for the practitioner in the role "one_role_profile"
    And its identifier system is "<system>"
    When the consumer sends it
    Then the provider refuses it as an unknown identifier system

    Examples:
      | system                                       |
      | https://systems.invalid/Id/something         |
      | https://fhir.nhs.uk/Id/nhs-number            |
      | https://fhir.nhs.uk/Id/ods-organization-code |

  @req:FPRA-002
  Scenario: The identifier system in a search for a practitioner is case sensitive
    Given a search for the practitioner in the role "one_role_profile"
    And its identifier is sent with its system in capitals
    When the consumer sends it
    Then the provider refuses it as an unknown identifier system

  @req:FPRA-001
  Scenario: A search for a practitioner by the same identifier twice is refused, or finds the same
    Given a search for the practitioner in the role "one_role_profile"
    And its identifier stands there twice
    When the consumer sends it
    Then the provider returns nothing but what both identify, or refuses it as a search with two identifiers

  @req:FPRA-001
  Scenario: A search for a practitioner by two different identifiers is refused, or finds nothing
    Given a search for the practitioner in the role "one_role_profile"
    And the practitioner in the role "two_role_profiles" is searched for as well
    When the consumer sends it
    Then the provider returns nothing but what both identify, or refuses it as a search with two identifiers

  @req:FPRA-001
  Scenario Outline: A search for a practitioner with the interaction ID of another interaction is refused
    Given a request to find a practitioner
    And the request carries the interaction ID of "<interaction id of>"
    When the consumer sends it
    Then the provider refuses it as an interaction ID of another interaction

    Examples:
      | interaction id of   |
      | read-a-practitioner |
      | find-a-patient      |

  @req:FPRA-001
  Scenario Outline: A search for a practitioner without one of the Spine headers is refused
    Given a request to find a practitioner
    And the request lacks the header "<header>"
    When the consumer sends it
    Then the provider refuses it as a missing or wrong header

    Examples:
      | header            |
      | Ssp-TraceID       |
      | Ssp-From          |
      | Ssp-To            |
      | Ssp-InteractionID |

  @req:FPRA-001
  Scenario: A search for a practitioner without an audit token is refused
    Given a request to find a practitioner
    And the request lacks the header "Authorization"
    When the consumer sends it
    Then the provider refuses it as a request without its audit token

  @req:FPRA-001
  Scenario Outline: A search for a practitioner with the wrong HTTP verb is refused
    Given a request to find a practitioner
    And the request is sent with the verb <verb>
    When the consumer sends it
    Then the provider refuses it as a wrong HTTP verb

    Examples:
      | verb |
      | POST |
      | PUT  |
