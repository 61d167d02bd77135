@read-a-patient
Feature: Read a patient

  @req:RPAT-002
  Scenario Outline: The provider returns the patient with this logical ID
    Given registered patient <number>
    When the consumer reads the patient
    Then the provider returns a conformant Patient

    Examples:
      | number |
      | 1      |
      | 2      |
      | 3      |

  @req:RPAT-002
  Scenario: A patient with a temporary registration can be read
    Given the patient in the role "temporary"
    When the consumer reads the patient
    Then the provider returns a conformant Patient

  @req:RPAT-006 @req:FHIR-016
  Scenario: A read of a patient returns the version that a search finds
    Given registered patient 1
    When the consumer reads the patient
    Then the provider returns a conformant Patient
    And the patient read is the version that was found

  @req:RPAT-018 @req:RES-002 @req:RES-030
  Scenario: A patient read comes with every detail on record
    Given the patient in the role "all_details"
    When the consumer reads the patient
    Then the provider returns a conformant Patient
    And every detail on record comes with it

  @req:RPAT-017 @req:FDES-005 @req:BRA-003
  Scenario: A patient read is managed by the practice that the base URL addresses
    Given registered patient 1
    When the consumer reads the patient
    Then the provider returns a conformant Patient
    And the patient's managing organisation is the practice

  @req:RPAT-017 @req:FDES-005
  Scenario: A patient with a temporary registration who is read is managed by the practice of the base URL
    Given the patient in the role "temporary"
    When the consumer reads the patient
    Then the provider returns a conformant Patient
    And the patient's managing organisation is the practice

  @req:RPAT-015 @req:FDES-006 @req:BRA-005
  Scenario: A registered patient who is read has a preferred branch surgery
    Given registered patient 1
    When the consumer reads the patient
    Then the provider returns a conformant Patient
    And the patient's preferred branch surgery can be read

  @req:BRA-001
  Scenario: The preferred branch surgery of a patient read is a surgery of the practice
    Given registered patient 1
    When the consumer reads the patient
    Then the provider returns a conformant Patient
    And the patient's preferred branch surgery is a surgery of the practice

  @req:RES-006
  Scenario: Everything that a patient read refers to is on the server
    Given registered patient 2
    When the consumer reads the patient
    Then the provider returns a conformant Patient
    And everything that it refers to can be read

  @req:FIG-001
  Scenario: A patient who dissents to sharing can be read
    Given the patient in the role "no_consent"
    When the consumer reads the patient
    Then the provider returns a conformant Patient

  @req:FIG-002
  Scenario: A sensitive patient cannot be read
    Given a read of the patient whom no search returns, in the role "sensitive"
    When the consumer sends it
    Then the provider refuses it as an unknown patient

  @req:FHIR-008
  Scenario: A read of a record which no Patient can be made of fails
    Given a read of the patient whom no search returns, in the role "incomplete"
    When the consumer sends it
    Then the provider refuses it as a record that cannot be built

  @req:RPAT-002
  Scenario Outline: A patient who is not active is returned or refused
    Given a read of the patient whom no search returns, in the role "<role>"
    When the consumer sends it
    Then the provider returns a conformant Patient, or refuses it as an unknown patient

    Examples:
      | role     |
      | inactive |
      | deceased |

  @req:RPAT-001
  Scenario Outline: A logical ID that no patient has is refused
    Given a request to read a patient
    And the logical ID is "<logical id>"
    When the consumer sends it
    Then the provider refuses it as an unknown patient

    Examples:
      | logical id      |
      | does-not-exist  |
      | NotOnThisServer |
      | no.such.record  |
      | 00.99.00.99     |
      | 99-00-99--00    |

  @req:RPAT-001
  Scenario: A read of a patient by an unknown logical ID of the greatest length is refused
    Given a request to read a patient
    And the logical ID has 64 characters
    When the consumer sends it
    Then the provider refuses it as an unknown patient

  @req:RPAT-001
  Scenario: The logical ID of the patient is case sensitive
    Given a request to read a patient
    And the letters of the logical ID are in the other case
    When the consumer sends it
    Then the provider refuses it as an unknown patient

  @req:RPAT-001
  Scenario: A read of a patient by a logical ID that is too long is refused
    Given a request to read a patient
    And the logical ID has 65 characters
    When the consumer sends it
    Then the provider refuses it as an invalid patient ID

  @req:RPAT-001
  Scenario Outline: A read of a patient by a logical ID with characters that FHIR does not allow is refused
    Given a request to read a patient
    And the logical ID is "<logical id>"
    When the consumer sends it
    Then the provider refuses it as an invalid patient ID

    Examples:
      | logical id |
      | under_bar  |
      | blank here |
      | dollar$    |

  @req:RPAT-001
  Scenario: A read of a patient without a logical ID is refused
    Given a request to read a patient
    And the logical ID is left out
    When the consumer sends it
    Then the provider refuses it as a read without a logical ID

  @req:RPAT-003
  Scenario Outline: A read of a patient with the interaction ID of another interaction is refused
    Given a request to read a patient
    And the request carries the interaction ID of "<interaction id of>"
    When the consumer sends it
    Then the provider refuses it as an interaction ID of another interaction

    Examples:
      | interaction id of   |
      | find-a-patient      |
      | read-a-practitioner |

  @req:RPAT-003
  Scenario Outline: A read of a patient without one of the Spine headers is refused
    Given a request to read a patient
    And the request lacks the header "<header>"
    When the consumer sends it
    Then the provider refuses it as a missing or wrong header

    Examples:
      | header            |
      | Ssp-TraceID       |
      | Ssp-From          |
      | Ssp-To            |
      | Ssp-InteractionID |

  @req:RPAT-003
  Scenario: A read of a patient without an audit token is refused
    Given a request to read a patient
    And the request lacks the header "Authorization"
    When the consumer sends it
    Then the provider refuses it as a request without its audit token

  @req:RPAT-003
  Scenario Outline: A read of a patient with the wrong HTTP verb is refused
    Given a request to read a patient
    And the request is sent with the verb <verb>
    When the consumer sends it
    Then the provider refuses it as a wrong HTTP verb

    Examples:
      | verb |
      | POST |
      | PUT  |
