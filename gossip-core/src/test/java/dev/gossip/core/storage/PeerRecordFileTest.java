package dev.gossip.core.storage;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerId;
import dev.gossip.api.spam.PeerRecords;
import dev.gossip.core.engine.spam.SavedRecords;
import dev.gossip.core.proto.PeerRecord;
import dev.gossip.core.proto.PluginRecords;
import dev.gossip.core.proto.RecordContent;
import dev.gossip.core.proto.RecordFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PeerRecordFileTest {
  private static final SavedRecords RECORDS =
      new SavedRecords(
          Map.of(
              "spam.one",
              Map.of(id(1), ByteString.copyFromUtf8("ten points")),
              "spam.two",
              Map.of(id(1), ByteString.EMPTY, id(2), ByteString.copyFromUtf8("banned"))));

  @TempDir private Path folder = Path.of("");

  private static PeerId id(int number) {
    return new PeerId(ByteBuffer.allocate(32).putInt(28, number).array());
  }

  private Path file() {
    return folder.resolve("peer-records");
  }

  private PeerRecordFile open() {
    return PeerRecordFile.open(folder);
  }

  private static SavedRecords many(int count, int bytes) {
    Map<PeerId, ByteString> records = new LinkedHashMap<>();
    for (int i = count; i > 0; i--) {
      records.put(id(i), ByteString.copyFrom(new byte[bytes]));
    }
    return new SavedRecords(Map.of("spam.one", records));
  }

  @Test
  void recordsSurviveARoundTrip() throws IOException {
    open().save(RECORDS);
    PeerRecordFile again = open();

    assertThat(again.load()).isEqualTo(RECORDS);
    assertThat(again.warnings()).isEmpty();
  }

  @Test
  void missingFileHasNoRecords() {
    PeerRecordFile file = open();

    assertThat(file.load()).isEqualTo(SavedRecords.NONE);
    assertThat(file.warnings()).isEmpty();
    assertThat(file()).doesNotExist();
  }

  static List<Arguments> unusableFiles() {
    byte[] good = PeerRecordBytes.encode(RECORDS);
    byte[] other = RecordFile.newBuilder().setVersion(2).build().toByteArray();
    byte[] noContent = RecordFile.newBuilder().setVersion(1).build().toByteArray();
    return List.of(
        argumentSet("empty", new byte[0], "it is empty"),
        argumentSet("other version", other, "it has the format 2 of another version"),
        argumentSet("no content", noContent, "it is damaged"),
        argumentSet("no version", new byte[] {26, 0}, "it has no records"),
        argumentSet("text", "spam.one\n".getBytes(US_ASCII), "it is"),
        argumentSet("cut off", Arrays.copyOf(good, good.length / 2), "it is damaged"),
        argumentSet("only zeros", new byte[good.length], "it is damaged"),
        argumentSet("short id", withRecord(31, 10), ""),
        argumentSet(
            "large record", withRecord(32, PeerRecords.MAX_RECORD_BYTES + 1), "it has a record"));
  }

  private static byte[] withRecord(int idBytes, int recordBytes) {
    ByteString content =
        RecordContent.newBuilder()
            .addPlugins(
                PluginRecords.newBuilder()
                    .setPlugin("spam.one")
                    .addRecords(
                        PeerRecord.newBuilder()
                            .setId(ByteString.copyFrom(new byte[idBytes]))
                            .setRecord(ByteString.copyFrom(new byte[recordBytes]))))
            .build()
            .toByteString();
    return RecordFile.newBuilder()
        .setVersion(1)
        .setChecksum(AddressBookBytes.checksum(content))
        .setContent(content)
        .build()
        .toByteArray();
  }

  @ParameterizedTest
  @MethodSource("unusableFiles")
  void unusableFileIsSetAsideAndNothingIsRemembered(byte[] bytes, String problem)
      throws IOException {
    Files.write(file(), bytes);
    PeerRecordFile opened = open();

    assertThat(opened.load()).isEqualTo(SavedRecords.NONE);
    assertThat(opened.warnings())
        .singleElement()
        .satisfies(
            warning ->
                assertThat(warning.what())
                    .contains(
                        "what spam control remembers of peers, " + file() + " is not used: ",
                        problem,
                        "kept as peer-records.unusable-1"));
    assertThat(folder.resolve("peer-records.unusable-1")).hasBinaryContent(bytes);
    opened.save(RECORDS);
    assertThat(open().load()).isEqualTo(RECORDS);
  }

  @Test
  void tenThousandOfTheLargestRecordsAreKept() throws IOException {
    SavedRecords largest = many(10_000, PeerRecords.MAX_RECORD_BYTES);
    open().save(largest);

    assertThat(open().load()).isEqualTo(largest);
  }

  @Test
  void recordsWrittenLongestAgoAreLeftOutIfThereAreTooMany() throws IOException {
    int tooMany = 20_000;
    open().save(many(tooMany, PeerRecords.MAX_RECORD_BYTES));
    PeerRecordFile again = open();
    Map<PeerId, ByteString> kept = again.load().of("spam.one");

    assertThat(again.warnings()).isEmpty();
    assertThat(kept).hasSizeBetween(tooMany / 2, tooMany - 1);
    assertThat(kept.keySet().stream().reduce((first, second) -> second)).contains(id(1));
    assertThat(kept).doesNotContainKey(id(tooMany));
    assertThat(Files.size(file())).isLessThanOrEqualTo(PeerRecordBytes.MAX_BYTES);
  }

  @Test
  void failureToSaveKeepsTheOldRecords() throws IOException {
    open().save(RECORDS);
    PeerRecordFile file = PeerRecordFile.open(folder, new FullBookDisk(10));

    assertThatIOException()
        .isThrownBy(() -> file.save(many(3, 10)))
        .withMessage(file() + ": disk full");
    assertThat(open().load()).isEqualTo(RECORDS);
  }
}
