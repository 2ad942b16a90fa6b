package dev.gossip.core.storage;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.gossip.api.node.NodeEvent.Warning;
import dev.gossip.core.engine.RandomSeed;
import dev.gossip.core.engine.addresses.SavedAddresses;
import dev.gossip.core.proto.AddressFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AddressBookFileTest {
  private static final int MAX_ADDRESSES = 16;

  private static final SavedAddresses BOOK = AddressBooks.number(3, 20);

  @TempDir private Path folder = Path.of("");

  private Path file() {
    return folder.resolve(AddressBookFile.NAME);
  }

  private AddressBookFile open() {
    return AddressBookFile.open(folder, MAX_ADDRESSES);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static boolean hasPermissions(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  @Test
  void bookSurvivesARoundTrip() throws IOException {
    open().save(BOOK);
    AddressBookFile again = open();

    assertThat(again.load()).isEqualTo(BOOK);
    assertThat(again.warnings()).isEmpty();
    assertThat(names()).containsExactly("addresses");
  }

  @Test
  void missingFileIsAnEmptyBookWithoutAWarning() throws IOException {
    AddressBookFile file = open();

    assertThat(file.load()).isEqualTo(SavedAddresses.NONE);
    assertThat(file.warnings()).isEmpty();
    assertThat(names()).isEmpty();
  }

  @Test
  void fileIsForItsOwnerOnly() throws IOException {
    assumeThat(hasPermissions(folder)).isTrue();
    Files.writeString(folder.resolve(AddressBookFile.NAME + ".tmp"), "readable by others");
    open().save(BOOK);
    open().save(BOOK);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
  }

  static List<Arguments> unusableFiles() {
    byte[] good = AddressBookBytes.encode(BOOK);
    byte[] other = AddressFile.newBuilder().setVersion(2).build().toByteArray();
    byte[] noContent = AddressFile.newBuilder().setVersion(1).build().toByteArray();
    return List.of(
        argumentSet("empty", new byte[0], "it is empty"),
        argumentSet("other version", other, "it has the format 2 of another version"),
        argumentSet("no content", noContent, "it is damaged"),
        argumentSet("text", "127.0.0.1:5000\n".getBytes(US_ASCII), "it is"),
        argumentSet("cut off", Arrays.copyOf(good, good.length / 2), "it is damaged"),
        argumentSet("only zeros", new byte[good.length], "it is damaged"));
  }

  @ParameterizedTest
  @MethodSource("unusableFiles")
  void unusableFileIsSetAsideAndTheBookIsEmpty(byte[] bytes, String problem) throws IOException {
    Files.write(file(), bytes);
    AddressBookFile opened = open();

    assertThat(opened.load()).isEqualTo(SavedAddresses.NONE);
    assertThat(opened.warnings())
        .singleElement()
        .satisfies(
            warning -> {
              assertThat(warning.what())
                  .contains(file() + " is not used: " + problem, "kept as addresses.unusable-1");
              assertThat(warning.remedy()).contains("delete that file");
            });
    assertThat(folder.resolve("addresses.unusable-1")).hasBinaryContent(bytes);
    opened.save(BOOK);
    assertThat(open().load()).isEqualTo(BOOK);
    assertThat(folder.resolve("addresses.unusable-1")).hasBinaryContent(bytes);
  }

  @Test
  void anyChangedByteIsNoticed() {
    long seed = RandomSeed.draw();
    SplittableRandom random = new SplittableRandom(seed);
    byte[] good = AddressBookBytes.encode(BOOK);
    for (int at = 0; at < good.length; at++) {
      byte[] bad = good.clone();
      bad[at] ^= (byte) (1 << random.nextInt(8));
      assertUnusableOrEqual(bad, "seed " + seed + ", byte " + at);
      assertUnusableOrEqual(Arrays.copyOf(good, at), "length " + at);
    }
  }

  /** A field that is left out or not known does not change what is read. */
  private static void assertUnusableOrEqual(byte[] bytes, String what) {
    SavedAddresses found;
    try {
      found = AddressBookBytes.decode(bytes);
    } catch (IllegalArgumentException e) {
      assertThat(e).as(what).hasMessageStartingWith("it ");
      return;
    }
    assertThat(found).as(what).isEqualTo(BOOK);
  }

  @Test
  void unreadableFileIsSetAside() throws IOException {
    Files.createDirectory(file());
    Files.writeString(file().resolve("x"), "");
    AddressBookFile opened = open();

    assertThat(opened.load()).isEqualTo(SavedAddresses.NONE);
    assertThat(opened.warnings())
        .extracting(Warning::what)
        .singleElement()
        .asString()
        .contains("it is not a file");
    opened.save(BOOK);
    assertThat(open().load()).isEqualTo(BOOK);
  }

  @Test
  void fileWithoutPermissionsIsSetAside() throws IOException {
    assumeThat(hasPermissions(folder)).isTrue();
    open().save(BOOK);
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("---------"));
    assumeThat(Files.isReadable(file())).as("the superuser reads every file").isFalse();

    assertThat(open().warnings())
        .extracting(Warning::what)
        .singleElement()
        .asString()
        .contains("it cannot be read (no permission for " + file() + ")");
    open().save(BOOK);
    assertThat(open().load()).isEqualTo(BOOK);
  }

  @Test
  void filesThatAreSetAsideAreFewAndNeverReplaced() throws IOException {
    for (int i = 1; i <= ReplacedFile.MAX_SET_ASIDE + 2; i++) {
      Files.writeString(file(), "bad " + i);
      assertThat(open().warnings()).hasSize(1);
    }
    assertThat(names())
        .containsExactly(
            "addresses", "addresses.unusable-1", "addresses.unusable-2", "addresses.unusable-3");
    assertThat(folder.resolve("addresses.unusable-1")).hasContent("bad 1");
    assertThat(folder.resolve("addresses.unusable-3")).hasContent("bad 3");

    AddressBookFile opened = open();
    assertThat(opened.warnings().get(0).what()).contains("3 such files", "it is overwritten");
    opened.save(BOOK);
    assertThat(open().load()).isEqualTo(BOOK);
  }

  @Test
  void largeFileIsNotReadIntoMemory() throws IOException {
    try (SeekableByteChannel channel =
        Files.newByteChannel(file(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.position(1L << 40);
      channel.write(ByteBuffer.wrap(new byte[1]));
    }

    assertThat(open().warnings())
        .extracting(Warning::what)
        .singleElement()
        .asString()
        .contains("it has more than 16777216 bytes");
  }

  @Test
  void failureToSaveKeepsTheOldBookAndLeavesNoOtherFile() throws IOException {
    open().save(BOOK);
    AddressBookFile file = AddressBookFile.open(folder, MAX_ADDRESSES, new FullBookDisk(100));

    assertThatIOException()
        .isThrownBy(() -> file.save(AddressBooks.number(4, 5)))
        .withMessage(file() + ": disk full");
    assertThat(names()).containsExactly("addresses");
    assertThat(open().load()).isEqualTo(BOOK);
  }

  @Test
  void missingFolderIsReportedWhenTheBookIsSaved() {
    Path missing = folder.resolve("missing");
    AddressBookFile file = AddressBookFile.open(missing, MAX_ADDRESSES);

    assertThat(file.warnings()).isEmpty();
    assertThatIOException()
        .isThrownBy(() -> file.save(BOOK))
        .withMessageStartingWith(missing.resolve("addresses") + ": there is no ");
  }
}
