@find-a-patient
Feature: Find a patient

  @req:FPAT-006 @req:FPAT-005
  Scenario Outline: A registered patient is found by NHS number
    Given a search for registered patient <number>
    When the consumer sends it
    Then the provider finds that one Patient

    Examples:
      | number |
      | 1      |
      | 2      |
      | 3      |

  @req:FPAT-006
  Scenario: A patient with a temporary registration is found
    Given a search for the patient in the role "temporary"
    When the consumer sends it
    Then the provider finds that one Patient

  @req:FPAT-022 @req:RES-002 @req:RES-030
  Scenario: A patient comes with every detail on record
    Given a search for the patient in the role "all_details"
    When the consumer sends it
    Then the provider finds that one Patient
    And every detail on record comes with it

  @req:FPAT-021 @req:FDES-005 @req:BRA-003
  Scenario: A patient is managed by the practice that the base URL addresses
    Given a search for registered patient 1
    When the consumer sends it
    Then the provider finds that one Patient
    And the patient's managing organisation is the practice

  @req:FPAT-021 @req:FDES-005
  Scenario: A patient with a temporary registration is managed by the practice that the base URL addresses
    Given a search for the patient in the role "temporary"
    When the consumer sends it
    Then the provider finds that one Patient
    And the patient's managing organisation is the practice

  @req:FPAT-019 @req:FDES-006 @req:BRA-005
  Scenario: A registered patient has a preferred branch surgery
    Given a search for registered patient 1
    When the consumer sends it
    Then the provider finds that one Patient
    And the patient's preferred branch surgery can be read

  @req:BRA-001
  Scenario: The preferred branch surgery of a patient found is a surgery of the practice
    Given a search for registered patient 1
    When the consumer sends it
    Then the provider finds that one Patient
    And the patient's preferred branch surgery is a surgery of the practice

  @req:RES-006
  Scenario: Everything that a patient found refers to is on the server
    Given a search for registered patient 2
    When the consumer sends it
    Then the provider finds that one Patient
    And everything that it refers to can be read

  @req:FIG-001
  Scenario: A patient who dissents to sharing is found
    Given a search for the patient in the role "no_consent"
    When the consumer sends it
    Then the provider finds that one Patient

  @req:FPAT-004
  Scenario: That nobody has the NHS number is no error
    Given a search for the patient in the role "not_in_system"
    When the consumer sends it
    Then the provider finds nobody

  @req:FPAT-007
  Scenario Outline: A patient who is not active is not found
    Given a search for the patient in the role "<role>"
    When the consumer sends it
    Then the provider finds nobody

    Examples:
      | role     |
      | inactive |
      | deceased |

  @req:FIG-002
  Scenario: A sensitive patient is not disclosed
    Given a search for the patient in the role "sensitive"
    When the consumer sends it
    Then the provider finds nothing, or refuses it as a withheld patient

  @req:FHIR-009
  Scenario: A search that finds a record which no Patient can be made of fails as a whole
    Given a search for the patient in the role "incomplete"
    When the consumer sends it
    Then the provider refuses it as a record that cannot be built

  @req:FPAT-032 @req:FPAT-037 @since:1.2.7
  Scenario: An unverified patient whose date of birth PDS confirms is verified and found
    Given a search for the patient in the role "unverified_match"
    When the consumer sends it
    Then the provider finds that one Patient
    And the patient's NHS number is marked as verified

  @req:FPAT-033 @req:FPAT-037 @since:1.2.7
  Scenario: An unverified patient whose name and most of whose date of birth PDS confirms is verified and found
    Given a search for the patient in the role "unverified_partial_match"
    When the consumer sends it
    Then the provider finds that one Patient
    And the patient's NHS number is marked as verified

  @req:FPAT-034 @since:1.2.7
  Scenario: An unverified patient whom PDS does not confirm is not found
    Given a search for the patient in the role "unverified_mismatch"
    When the consumer sends it
    Then the provider finds nobody

  @req:FPAT-035 @since:1.2.7
  Scenario: An unverified patient whom PDS records as deceased is not found
    Given a search for the patient in the role "unverified_deceased"
    When the consumer sends it
    Then the provider finds nobody

  @req:FPAT-036 @since:1.2.7
  Scenario Outline: An unverified patient whom PDS flags is not found
    Given a search for the patient in the role "<role>"
    When the consumer sends it
    Then the provider finds nobody

    Examples:
      | role           |
      | superseded     |
      | invalid_on_pds |

  @req:FPAT-036 @req:FIG-002 @since:1.2.7
  Scenario: An unverified patient whom PDS flags as sensitive is not disclosed
    Given a search for the patient in the role "unverified_sensitive"
    When the consumer sends it
    Then the provider finds nothing, or refuses it as a withheld patient

  @req:FPAT-003
  Scenario Outline: A value that is no NHS number is refused
    Given a search for registered patient 1
    And its identifier is sent <alteration>
    When the consumer sends it
    Then the provider refuses it as an invalid NHS number

    Examples:
      | alteration                |
      | without its last digit    |
      | with one more digit       |
      | with a wrong check digit  |
      | with a letter for a digit |
      | of 200 characters         |

  @req:FPAT-039
  Scenario Outline: A search for a patient may percent-encode its identifier in any way
    Given a search for registered patient 1
    And its identifier is written with <encoding>
    When the consumer sends it
    Then the provider finds that one Patient

    Examples:
      | encoding                                 |
      | every reserved character percent-encoded |
      | lower-case percent-encoding              |

  @req:FPAT-039
  Scenario: A search for a patient with a pipe that is not percent-encoded is understood or refused
    Given a search for registered patient 1
    And its identifier is written with a pipe that is not percent-encoded
    When the consumer sends it
    Then the provider finds that one Patient, or refuses it as a pipe that is not percent-encoded

  @req:FPAT-006
  Scenario Outline: A search for a patient ignores a parameter that the provider does not know
    Given a search for registered patient 1
    And the request has one more parameter "<parameter>" with the value "<value>"
    When the consumer sends it
    Then the provider finds that one Patient

    Examples:
      | parameter | value |
      | colour    | blue  |
      | _count    | 1     |
      | _sort     | _id   |

  @req:FPAT-001
  Scenario: A search for a patient without an identifier is refused
    Given a search for registered patient 1
    And the request lacks the parameter "identifier"
    When the consumer sends it
    Then the provider refuses it as a search without its identifier

  @req:FPAT-001
  Scenario Outline: A search for a patient whose identifier parameter has another name is refused
    Given a search for registered patient 1
    And its identifier is in a parameter called "<parameter>"
    When the consumer sends it
    Then the provider refuses it as a search without its identifier

    Examples:
      | parameter   |
      | Identifier  |
      | identifiers |

  @req:FPAT-001
  Scenario Outline: A search for a patient by an identifier that lacks a part is refused
    Given a search for registered patient 1
    And its identifier is sent <alteration>
    When the consumer sends it
    Then the provider refuses it as <situation>

    Examples:
      | alteration             | situation                              |
      | without its system     | an identifier without its system       |
      | with an empty system   | an identifier without its system       |
      | without its value      | an NHS number without its value        |
      | without pipe and value | an identifier without system and value |
      | as a pipe alone        | an identifier without system and value |
      | empty                  | an identifier without system and value |

  @req:FPAT-002
  Scenario Outline: A search for a patient by an identifier system that the provider does not know is refused
    Given a search for registered patient 1
    And its identifier system is "<system>"
    When the consumer sends it
    Then the provider refuses it as an unknown identifier system

    Examples:
      | system                                       |
      | https://systems.invalid/Id/something         |
      | https://fhir.nhs.uk/Id/ods-organization-code |
      | https://fhir.nhs.uk/Id/sds-user-id           |

  @req:FPAT-002
  Scenario: The identifier system in a search for a patient is case sensitive
    Given a search for registered patient 1
    And its identifier is sent with its system in capitals
    When the consumer sends it
    Then the provider refuses it as an unknown identifier system

  @req:FPAT-001
  Scenario: A search for a patient by the same identifier twice is refused, or finds the same
    Given a search for registered patient 1
    And its identifier stands there twice
    When the consumer sends it
    Then the provider returns nothing but what both identify, or refuses it as a search with two identifiers

  @req:FPAT-001
  Scenario: A search for a patient by two different identifiers is refused, or finds nothing
    Given a search for registered patient 1
    And registered patient 2 is searched for as well
    When the consumer sends it
    Then the provider returns nothing but what both identify, or refuses it as a search with two identifiers

  @req:FPAT-001
  Scenario Outline: A search for a patient with the interaction ID of another interaction is refused
    Given a request to find a patient
    And the request carries the interaction ID of "<interaction id of>"
    When the consumer sends it
    Then the provider refuses it as an interaction ID of another interaction

    Examples:
      | interaction id of    |
      | read-a-patient       |
      | find-an-organisation |

  @req:FPAT-001
  Scenario Outline: A search for a patient without one of the Spine headers is refused
    Given a request to find a patient
    And the request lacks the header "<header>"
    When the consumer sends it
    Then the provider refuses it as a missing or wrong header

    Examples:
      | header            |
      | Ssp-TraceID       |
      | Ssp-From          |
      | Ssp-To            |
      | Ssp-InteractionID |

  @req:FPAT-001
  Scenario: A search for a patient without an audit token is refused
    Given a request to find a patient
    And the request lacks the header "Authorization"
    When the consumer sends it
    Then the provider refuses it as a request without its audit token

  @req:FPAT-001
  Scenario Outline: A search for a patient with the wrong HTTP verb is refused
    Given a request to find a patient
    And the request is sent with the verb <verb>
    When the consumer sends it
    Then the provider refuses it as a wrong HTTP verb

    Examples:
      | verb |
      | POST |
      | PUT  |
