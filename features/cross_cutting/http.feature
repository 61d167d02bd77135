Feature: HTTP and FHIR, whatever the interaction
  What the general and the FHIR guidance ask of every answer, and of the way requests are taken.

  @req:GEN-030
  Scenario Outline: A successful answer may not be stored on the way
    Given a request to <interaction>
    When the consumer sends it
    Then the provider answers it
    And nothing on the way may store the answer

    Examples:
      | interaction                      |
      | get-the-capability-statement     |
      | find-a-patient                   |
      | read-a-patient                   |
      | find-a-practitioner              |
      | read-a-practitioner              |
      | find-an-organisation             |
      | read-an-organisation             |
      | read-a-location                  |
      | search-for-free-slots            |
      | retrieve-a-patients-appointments |
      | read-an-appointment              |
      | amend-an-appointment             |

  @req:GEN-030
  Scenario Outline: An unknown path may not be stored on the way either
    Given a request to <interaction>
    And the path is "nonsense"
    When the consumer sends it
    Then the provider refuses it as an unknown path
    And nothing on the way may store the answer

    Examples:
      | interaction                  |
      | get-the-capability-statement |
      | find-a-patient               |
      | search-for-free-slots        |
      | book-an-appointment          |

  @req:GEN-040 @req:GEN-041 @req:FHIR-042 @req:FHIR-043
  Scenario Outline: A resource comes with its version in the ETag
    Given a request to <interaction>
    When the consumer sends it
    Then the provider answers it as a correct request

    Examples:
      | interaction          |
      | read-a-patient       |
      | read-a-practitioner  |
      | read-an-organisation |
      | read-a-location      |
      | read-an-appointment  |
      | amend-an-appointment |

  @req:FHIR-030
  Scenario Outline: An answer with one resource says where it is found
    Given a request to <interaction>
    When the consumer sends it
    Then the provider answers it
    And the answer says where its resource is found

    Examples:
      | interaction          |
      | read-a-patient       |
      | read-a-practitioner  |
      | read-an-organisation |
      | read-a-location      |
      | read-an-appointment  |
      | amend-an-appointment |

  @req:GEN-001
  Scenario Outline: The date of the last change is written as HTTP has it
    Given a request to <interaction>
    When the consumer sends it
    Then the provider answers it
    And the date of the last change, if any, is one that HTTP knows

    Examples:
      | interaction          |
      | read-a-patient       |
      | read-a-practitioner  |
      | read-an-organisation |
      | read-a-location      |
      | read-an-appointment  |

  @req:GEN-001
  Scenario Outline: An answer tells when it was made
    Given a request to <interaction>
    When the consumer sends it
    Then the provider answers it
    And the answer tells when it was made

    Examples:
      | interaction                      |
      | get-the-capability-statement     |
      | find-a-patient                   |
      | read-an-organisation             |
      | search-for-free-slots            |
      | retrieve-a-patients-appointments |
      | amend-an-appointment             |

  @get-the-capability-statement @req:AUD-036 @since:1.2.3
  Scenario: The provider's clock and the consumer's agree
    Given a request to get the capability statement
    When the consumer sends it
    Then the provider's clock shows the time of this machine, give or take five minutes

  @req:FHIR-036
  Scenario Outline: A read that quotes the present version is answered
    Given a request to <interaction>
    And the answer to it is known
    And it quotes the version that is known
    When the consumer sends it
    Then the provider does not fail over it

    Examples:
      | interaction          |
      | read-a-patient       |
      | read-a-practitioner  |
      | read-an-organisation |
      | read-a-location      |
      | read-an-appointment  |

  @req:GEN-003
  Scenario Outline: An answer over HTTPS demands HTTPS from then on
    Given a direct HTTPS connection
    And a request to <interaction>
    When the consumer sends it
    Then the provider answers it
    And the answer demands HTTPS from then on

    Examples:
      | interaction                      |
      | get-the-capability-statement     |
      | find-a-patient                   |
      | read-a-patient                   |
      | search-for-free-slots            |
      | retrieve-a-patients-appointments |

  @req:GEN-003
  Scenario Outline: A refusal over HTTPS demands HTTPS from then on
    Given a direct HTTPS connection
    And a request to <interaction>
    And the request lacks the header "Ssp-InteractionID"
    When the consumer sends it
    Then the answer demands HTTPS from then on

    Examples:
      | interaction         |
      | register-a-patient  |
      | book-an-appointment |

  @req:GEN-031
  Scenario Outline: An answer is compressed when the consumer asks for it
    Given a request to <interaction>
    And the header "Accept-Encoding" is "gzip"
    When the consumer sends it
    Then the answer is compressed
    And the provider answers it

    Examples:
      | interaction                      |
      | get-the-capability-statement     |
      | find-a-patient                   |
      | read-a-patient                   |
      | find-a-practitioner              |
      | read-a-practitioner              |
      | find-an-organisation             |
      | read-an-organisation             |
      | read-a-location                  |
      | search-for-free-slots            |
      | retrieve-a-patients-appointments |
      | read-an-appointment              |

  @req:GEN-031
  Scenario Outline: The answer to a command is compressed when the consumer asks for it
    Given a request to <interaction>
    And the header "Accept-Encoding" is "gzip"
    When the consumer sends it
    Then the answer is compressed
    And the provider answers it

    Examples:
      | interaction           |
      | register-a-patient    |
      | book-an-appointment   |
      | amend-an-appointment  |
      | cancel-an-appointment |

  @req:GEN-032
  Scenario Outline: An answer is not compressed for a consumer that rules it out
    Given a request to <interaction>
    And the header "Accept-Encoding" is "<accepted>"
    When the consumer sends it
    Then the answer is not compressed
    And the provider answers it

    Examples:
      | interaction                      | accepted            |
      | get-the-capability-statement     | identity;q=1, *;q=0 |
      | find-a-patient                   | identity;q=1, *;q=0 |
      | read-a-patient                   | identity;q=1, *;q=0 |
      | find-a-practitioner              | identity;q=1, *;q=0 |
      | read-a-practitioner              | identity;q=1, *;q=0 |
      | find-an-organisation             | identity;q=1, *;q=0 |
      | read-an-organisation             | identity;q=1, *;q=0 |
      | read-a-location                  | identity;q=1, *;q=0 |
      | search-for-free-slots            | identity;q=1, *;q=0 |
      | retrieve-a-patients-appointments | identity;q=1, *;q=0 |
      | read-an-appointment              | identity;q=1, *;q=0 |
      | get-the-capability-statement     | gzip;q=0            |
      | find-a-patient                   | gzip;q=0            |
      | read-a-patient                   | gzip;q=0            |
      | find-a-practitioner              | gzip;q=0            |
      | read-a-practitioner              | gzip;q=0            |
      | find-an-organisation             | gzip;q=0            |
      | read-an-organisation             | gzip;q=0            |
      | read-a-location                  | gzip;q=0            |
      | search-for-free-slots            | gzip;q=0            |
      | retrieve-a-patients-appointments | gzip;q=0            |
      | read-an-appointment              | gzip;q=0            |

  @req:GEN-033
  Scenario Outline: An answer is not compressed unasked
    Given a request to <interaction>
    And the request lacks the header "Accept-Encoding"
    When the consumer sends it
    Then the answer is not compressed
    And the provider answers it

    Examples:
      | interaction                  |
      | get-the-capability-statement |
      | find-a-patient               |
      | read-a-patient               |
      | search-for-free-slots        |

  @req:GEN-034
  Scenario Outline: Search criteria that the provider does not know are ignored
    Given a request to <interaction>
    And the answer to it is known
    And the request has one more parameter "<name>" with the value "<value>"
    When the consumer sends it
    Then the answer is the same

    Examples:
      | interaction                      | name         | value  |
      | find-a-patient                   | colour       | blue   |
      | find-a-practitioner              | colour       | blue   |
      | find-an-organisation             | colour       | blue   |
      | search-for-free-slots            | colour       | blue   |
      | retrieve-a-patients-appointments | colour       | blue   |
      | find-a-patient                   | colour:exact | blue   |
      | find-a-practitioner              | colour:exact | blue   |
      | find-an-organisation             | colour:exact | blue   |
      | search-for-free-slots            | colour:exact | blue   |
      | retrieve-a-patients-appointments | colour:exact | blue   |
      | find-a-patient                   | IDENTIFIER   | nobody |
      | find-a-practitioner              | IDENTIFIER   | nobody |
      | find-an-organisation             | IDENTIFIER   | nobody |
      | search-for-free-slots            | IDENTIFIER   | nobody |
      | retrieve-a-patients-appointments | IDENTIFIER   | nobody |

  @req:GEN-009
  Scenario Outline: A query may be percent-encoded throughout
    Given a request to <interaction>
    And the answer to it is known
    And every character of its parameters is percent-encoded
    When the consumer sends it
    Then the answer is the same

    Examples:
      | interaction                      |
      | find-a-patient                   |
      | find-a-practitioner              |
      | find-an-organisation             |
      | search-for-free-slots            |
      | retrieve-a-patients-appointments |

  @req:GEN-009
  Scenario Outline: A logical ID may be percent-encoded throughout
    Given a request to <interaction>
    And the answer to it is known
    And every character of its logical ID is percent-encoded
    When the consumer sends it
    Then the answer is the same

    Examples:
      | interaction                      |
      | read-a-patient                   |
      | read-a-practitioner              |
      | read-an-organisation             |
      | read-a-location                  |
      | retrieve-a-patients-appointments |
      | read-an-appointment              |

  @req:FHIR-011
  Scenario Outline: The user's language does not change how data is written
    Given a request to <interaction>
    And the answer to it is known
    And the header "Accept-Language" is "fr-FR, ar;q=0.5"
    When the consumer sends it
    Then the answer is the same

    Examples:
      | interaction                  |
      | get-the-capability-statement |
      | find-a-patient               |
      | read-a-patient               |
      | search-for-free-slots        |
      | read-an-appointment          |

  @req:GEN-035
  Scenario Outline: A request that came through a proxy is answered like any other
    Given a request to <interaction>
    And the answer to it is known
    And the header "Forwarded" is "for=192.0.2.60;proto=https;by=203.0.113.43"
    And the header "X-Forwarded-For" is "192.0.2.60"
    When the consumer sends it
    Then the answer is the same

    Examples:
      | interaction                  |
      | get-the-capability-statement |
      | find-a-patient               |
      | read-an-organisation         |
      | search-for-free-slots        |

  @req:GEN-047
  Scenario Outline: A record has the same logical ID each time
    Given a request to <interaction>
    And the answer to it is known
    When the consumer sends it
    Then the answer is the same

    Examples:
      | interaction                      |
      | find-a-patient                   |
      | find-a-practitioner              |
      | find-an-organisation             |
      | search-for-free-slots            |
      | retrieve-a-patients-appointments |

  @req:FHIR-014 @req:FHIR-005
  Scenario Outline: Every record names its profile
    Given a request to <interaction>
    When the consumer sends it
    Then every record in the answer has its profile

    Examples:
      | interaction                      |
      | find-a-patient                   |
      | read-a-patient                   |
      | find-a-practitioner              |
      | read-a-practitioner              |
      | find-an-organisation             |
      | read-an-organisation             |
      | read-a-location                  |
      | search-for-free-slots            |
      | retrieve-a-patients-appointments |
      | read-an-appointment              |

  @req:FHIR-015
  Scenario Outline: Every record says its version
    Given a request to <interaction>
    When the consumer sends it
    Then every record in the answer has its version

    Examples:
      | interaction                      |
      | find-a-patient                   |
      | read-a-patient                   |
      | find-a-practitioner              |
      | read-a-practitioner              |
      | find-an-organisation             |
      | read-an-organisation             |
      | read-a-location                  |
      | search-for-free-slots            |
      | retrieve-a-patients-appointments |
      | read-an-appointment              |

  @req:FHIR-013
  Scenario Outline: Every reference is relative
    Given a request to <interaction>
    When the consumer sends it
    Then every record in the answer has relative references only

    Examples:
      | interaction                      |
      | find-a-patient                   |
      | read-a-patient                   |
      | find-a-practitioner              |
      | read-a-practitioner              |
      | find-an-organisation             |
      | read-an-organisation             |
      | read-a-location                  |
      | search-for-free-slots            |
      | retrieve-a-patients-appointments |
      | read-an-appointment              |

  @amend-an-appointment @req:FHIR-016 @req:GEN-043
  Scenario: An amendment gives the appointment another version
    Given a request to amend an appointment
    And the version that it amends is known
    When the consumer sends it
    Then the answer holds another version

  @amend-an-appointment @req:GEN-045
  Scenario: An amendment returns the whole appointment when that is preferred
    Given a request to amend an appointment
    And the header "Prefer" is "return=representation"
    When the consumer sends it
    Then the provider answers it as a correct request

  @amend-an-appointment @req:GEN-046
  Scenario: A preference for a short answer does no harm
    Given a request to amend an appointment
    And the header "Prefer" is "return=minimal"
    When the consumer sends it
    Then the provider does not fail over it
    And the provider still answers a correct request

  @cancel-an-appointment @req:GEN-046
  Scenario: A preference for a short answer to a cancellation does no harm
    Given a request to cancel an appointment
    And the header "Prefer" is "return=minimal"
    When the consumer sends it
    Then the provider does not fail over it
    And the provider still answers a correct request

  @get-the-capability-statement @req:FHIR-003
  Scenario: The capability statement is served at metadata
    Given a request to get the capability statement
    And the path is "metadata"
    When the consumer sends it
    Then the provider answers it as a correct request

  @req:FHIR-004
  Scenario Outline: The capability statement cannot be written
    Given a request to <interaction>
    And the verb is <verb>, without a body
    When the consumer sends it
    Then the provider refuses it as a wrong HTTP verb

    Examples:
      | interaction                  | verb  |
      | get-the-capability-statement | POST  |
      | get-the-capability-statement | PUT   |
      | get-the-capability-statement | PATCH |
      | get-the-capability-statement | DELETE |

  @get-the-capability-statement @req:FHIR-022
  Scenario: Whatever can be updated can be read
    Given a request to get the capability statement
    When the consumer sends it
    Then the provider answers it
    And whatever can be updated can be read

  @get-the-capability-statement @req:GEN-006
  Scenario: The service root URL names the versions
    Given a service root URL that is published
    Then the service root URL names the FHIR version and the major version

  @req:SDS-016
  Scenario Outline: A request to another practice's service root URL is not answered for this practice
    Given a request to <interaction>
    And its service root URL names the organisation in the role "unknown"
    When the consumer sends it
    Then the answer holds nothing of this practice

    Examples:
      | interaction          |
      | find-a-patient       |
      | read-a-patient       |
      | read-an-organisation |
      | read-a-location      |

  @req:GEN-004
  Scenario Outline: Paths are case sensitive
    Given a request to <interaction>
    And the path is written in the other case
    When the consumer sends it
    Then the provider refuses it as an unknown path

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

  @req:GEN-004
  Scenario Outline: Logical IDs are case sensitive
    Given a request to <interaction>
    And the letters of the logical ID are in the other case
    When the consumer sends it
    Then the provider refuses it as <situation>

    Examples:
      | interaction                      | situation               |
      | read-a-patient                   | an unknown patient      |
      | read-a-practitioner              | an unknown practitioner |
      | read-an-organisation             | an unknown organisation |
      | read-a-location                  | an unknown record       |
      | retrieve-a-patients-appointments | an unknown patient      |
      | read-an-appointment              | an unknown record       |

  @req:ERR-026
  Scenario Outline: A path that means nothing is refused
    Given a request to <interaction>
    And the path is "<path>"
    And the verb is <verb>, without a body
    When the consumer sends it
    Then the provider refuses it as an unknown path

    Examples:
      | interaction                      | verb | path                   |
      | get-the-capability-statement     | GET  | metadatas              |
      | get-the-capability-statement     | POST | metadatas              |
      | get-the-capability-statement     | PUT  | metadatas              |
      | get-the-capability-statement     | GET  | metadata/1             |
      | get-the-capability-statement     | GET  | nonsense               |
      | read-a-patient                   | GET  | Patients/1             |
      | read-a-patient                   | GET  | Patient/1/nonsense/2   |
      | read-an-organisation             | GET  | Organisation/1         |
      | retrieve-a-patients-appointments | GET  | Patient/1/Appointments |
      | search-for-free-slots            | GET  | Slots                  |

  @req:ERR-030
  Scenario Outline: What the provider does not implement is refused as such
    Given a request to <interaction>
    And the path is "<path>"
    And the verb is <verb>, without a body
    When the consumer sends it
    Then the provider refuses it as a resource type or operation that is not implemented

    Examples:
      | interaction           | verb | path                           |
      | find-a-patient        | GET  | VisionPrescription             |
      | read-a-patient        | GET  | VisionPrescription/1           |
      | find-a-practitioner   | GET  | SupplyRequest                  |
      | read-a-practitioner   | GET  | SupplyRequest/1                |
      | find-an-organisation  | GET  | InsurancePlan                  |
      | search-for-free-slots | GET  | ResearchStudy                  |
      | book-an-appointment   | POST | VisionPrescription             |
      | amend-an-appointment  | PUT  | VisionPrescription/1           |
      | register-a-patient    | POST | Patient/$gpc.unregisterpatient |
      | register-a-patient    | POST | Patient/$match                 |
      | read-an-appointment   | GET  | ResearchStudy/1                |

  @req:GEN-050
  Scenario Outline: A slash at the end of the path does not make the provider fail
    Given a request to <interaction>
    And the path ends with a slash
    When the consumer sends it
    Then the provider does not fail over it

    Examples:
      | interaction                      |
      | get-the-capability-statement     |
      | find-a-patient                   |
      | read-a-patient                   |
      | find-a-practitioner              |
      | read-a-practitioner              |
      | find-an-organisation             |
      | read-an-organisation             |
      | read-a-location                  |
      | search-for-free-slots            |
      | retrieve-a-patients-appointments |
      | read-an-appointment              |

  @req:GEN-050
  Scenario Outline: Verbs that HTTP has besides do not make the provider fail
    Given a request to <interaction>
    And the verb is <verb>, without a body
    When the consumer sends it
    Then the provider does not fail over it
    And the provider still answers a correct request

    Examples:
      | interaction                      | verb    |
      | get-the-capability-statement     | HEAD    |
      | find-a-patient                   | HEAD    |
      | read-a-patient                   | HEAD    |
      | find-a-practitioner              | HEAD    |
      | read-a-practitioner              | HEAD    |
      | find-an-organisation             | HEAD    |
      | read-an-organisation             | HEAD    |
      | read-a-location                  | HEAD    |
      | search-for-free-slots            | HEAD    |
      | retrieve-a-patients-appointments | HEAD    |
      | read-an-appointment              | HEAD    |
      | get-the-capability-statement     | OPTIONS |
      | find-a-patient                   | OPTIONS |
      | read-a-patient                   | OPTIONS |

  @req:GEN-050
  Scenario Outline: A body that nobody asked for does not make the provider fail
    Given a request to <interaction>
    And it has a body that nobody asked for
    When the consumer sends it
    Then the provider does not fail over it

    Examples:
      | interaction                  |
      | get-the-capability-statement |
      | find-a-patient               |
      | read-a-patient               |
      | search-for-free-slots        |

  @req:GEN-001
  Scenario Outline: A consumer may ask for leave to send its body
    Given a request to <interaction>
    And the header "Expect" is "100-continue"
    And the header "Prefer" is "return=representation"
    When the consumer sends it
    Then the provider answers it as a correct request

    Examples:
      | interaction           |
      | register-a-patient    |
      | book-an-appointment   |
      | amend-an-appointment  |
      | cancel-an-appointment |

  @req:GEN-021
  Scenario Outline: A body may come in chunks
    Given a request to <interaction>
    When the consumer sends it in chunks
    Then the provider answers it as a correct request

    Examples:
      | interaction          |
      | book-an-appointment  |
      | amend-an-appointment |

  @req:GEN-021
  Scenario Outline: A body in chunks is read before it is refused
    Given a request to <interaction>
    And the request has a body of another resource type
    When the consumer sends it in chunks
    Then the provider refuses it as a body of the wrong kind

    Examples:
      | interaction           |
      | register-a-patient    |
      | book-an-appointment   |
      | amend-an-appointment  |
      | cancel-an-appointment |

  @req:GEN-001 @req:ERR-026
  Scenario Outline: A message that is no HTTP is turned away, and the provider goes on
    Given a request to <interaction>
    When the consumer sends it with <fault>
    Then the provider turns the message away
    And the provider still answers a correct request

    Examples:
      | interaction                  | fault                                  |
      | get-the-capability-statement | bytes that are no HTTP                 |
      | get-the-capability-statement | a request line of one word             |
      | get-the-capability-statement | a space inside the path                |
      | get-the-capability-statement | a control character in the path        |
      | get-the-capability-statement | a header line without a colon          |
      | get-the-capability-statement | a space before the colon of a header   |
      | get-the-capability-statement | a NUL byte in a header                 |
      | get-the-capability-statement | a header name with a space in it       |
      | get-the-capability-statement | no Host header                         |
      | get-the-capability-statement | two Host headers                       |
      | get-the-capability-statement | a connection cut in the headers        |
      | search-for-free-slots        | a request line of one word             |
      | search-for-free-slots        | a space inside the path                |
      | search-for-free-slots        | a control character in the path        |
      | register-a-patient           | a Content-Length that is no number     |
      | book-an-appointment          | a Content-Length that is no number     |
      | amend-an-appointment         | a Content-Length that is no number     |
      | cancel-an-appointment        | a Content-Length that is no number     |
      | register-a-patient           | a negative Content-Length              |
      | book-an-appointment          | a negative Content-Length              |
      | amend-an-appointment         | a negative Content-Length              |
      | cancel-an-appointment        | a negative Content-Length              |
      | register-a-patient           | two different lengths                  |
      | book-an-appointment          | two different lengths                  |
      | amend-an-appointment         | two different lengths                  |
      | cancel-an-appointment        | two different lengths                  |
      | register-a-patient           | a Content-Length shorter than the body |
      | book-an-appointment          | a Content-Length shorter than the body |
      | amend-an-appointment         | a Content-Length shorter than the body |
      | cancel-an-appointment        | a Content-Length shorter than the body |
      | register-a-patient           | a chunk size that is no number         |
      | book-an-appointment          | a chunk size that is no number         |
      | amend-an-appointment         | a chunk size that is no number         |
      | cancel-an-appointment        | a chunk size that is no number         |
      | register-a-patient           | chunks that break off                  |
      | book-an-appointment          | chunks that break off                  |
      | amend-an-appointment         | chunks that break off                  |
      | cancel-an-appointment        | chunks that break off                  |
      | register-a-patient           | a connection cut in the body           |
      | book-an-appointment          | a connection cut in the body           |
      | amend-an-appointment         | a connection cut in the body           |
      | cancel-an-appointment        | a connection cut in the body           |

  @book-an-appointment @req:FHIR-031 @req:FHIR-032
  Scenario: A create answers with the place and the version of what it made
    Given a booking of a free slot
    When the consumer sends it
    Then the appointment is booked

  @retrieve-a-patients-appointments @req:FHIR-040
  Scenario: A patient's appointments are found in the patient's compartment
    Given a request to retrieve a patient's appointments
    When the consumer sends it
    Then the provider answers it as a correct request

  @find-a-patient @req:FHIR-050 @req:FHIR-002
  Scenario: A search by NHS number returns the patient who has it
    Given a search for registered patient 1
    When the consumer sends it
    Then the provider finds that one Patient

  @amend-an-appointment @req:GEN-023
  Scenario: A body is read as UTF-8
    Given a booked appointment
    And an amendment with the description "Zoë Ó Briain – überweisung, 漢字 ✓"
    When the consumer sends it
    Then the provider returns the amended appointment
    And reading it back shows the amendment and nothing else changed
