#!/usr/bin/env bash
# Avro's fingerprint of a schema does not change from milliseconds to microseconds, and receivers read the year 57971.
#
# Package: org.apache.avro:avro 1.12.0 with its dependencies (JDK 17.0.15).
# A message of the single-object encoding begins with the fingerprint of its schema, so that a reader that does not
# know the schema refuses it. The fingerprint is that of the schema's canonical form, though, which keeps names and
# primitive types and leaves logical types out: "timestamp-micros" is a long like "timestamp-millis". Schema.equals
# sees the difference; the header on the wire, the decoder and the check for compatibility do not.
# Remedy: another name for a field whose unit changes, such as sent_us.
#
# Seen:
#   equal schemas: false, equal fingerprints: true, with another name: false, COMPATIBLE
#   sent 2026-01-01T00:00:00Z, received +57971-02-25T00:00:00Z
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >pom.xml <<'XML'
<project><modelVersion>4.0.0</modelVersion><groupId>x</groupId><artifactId>x</artifactId><version>1</version>
  <dependencies><dependency><groupId>org.apache.avro</groupId><artifactId>avro</artifactId>
    <version>1.12.0</version></dependency></dependencies></project>
XML
mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib >/dev/null
cat >Sent.java <<'JAVA'
import static org.apache.avro.SchemaNormalization.parsingFingerprint64;
import java.time.Instant;
import java.util.List;
import org.apache.avro.*;
import org.apache.avro.data.TimeConversions.*;
import org.apache.avro.generic.*;
import org.apache.avro.message.*;

public class Sent {
  public static void main(String[] args) throws Exception {
    Schema millis = schema("at", LogicalTypes.timestampMillis()), micros = schema("at", LogicalTypes.timestampMicros());
    GenericData data = GenericData.get();
    List.of(new TimestampMillisConversion(), new TimestampMicrosConversion()).forEach(data::addLogicalTypeConversion);
    System.out.printf("equal schemas: %b, equal fingerprints: %b, with another name: %b, %s%n", millis.equals(micros),
        parsingFingerprint64(millis) == parsingFingerprint64(micros),
        parsingFingerprint64(millis) == parsingFingerprint64(schema("when", LogicalTypes.timestampMillis())),
        SchemaCompatibility.checkReaderWriterCompatibility(millis, micros).getType());
    GenericRecord sent = new GenericRecordBuilder(micros).set("at", Instant.parse("2026-01-01T00:00:00Z")).build();
    var bytes = new BinaryMessageEncoder<GenericRecord>(data, micros).encode(sent);
    System.out.println("sent " + sent.get("at") + ", received "
        + new BinaryMessageDecoder<GenericRecord>(data, millis).decode(bytes.duplicate()).get("at"));
  }

  static Schema schema(String field, LogicalType type) {
    Schema time = type.addToSchema(Schema.create(Schema.Type.LONG));
    return SchemaBuilder.record("Sent").fields().name(field).type(time).noDefault().endRecord();
  }
}
JAVA
java -cp 'lib/*' Sent.java 2>log | tee seen
grep -qxF 'equal schemas: false, equal fingerprints: true, with another name: false, COMPATIBLE' seen
grep -qxF 'sent 2026-01-01T00:00:00Z, received +57971-02-25T00:00:00Z' seen
