package dev.gossip.signing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks the code against the test vectors in {@code docs/signing.md}. */
class SigningDocTest {
  private static final List<ByteString> MESSAGES =
      Stream.of("one", "two", "three").map(ByteString::copyFromUtf8).toList();

  private final String document;
  private final Ed25519Signing signing;

  SigningDocTest() throws IOException {
    Path module = Path.of(System.getProperty("basedir", ""));
    document = Files.readString(module.resolve("../docs/signing.md"));
    AuthorKey key = AuthorKeys.of(HexFormat.of().formatHex(vector("secret").toByteArray()));
    signing =
        new Ed25519Signing(key, new StrictVerifier(), Trust.OPEN, 64, new ManualSigningContext(1));
  }

  @Test
  void singleMessageSignatureMatchesTheDocumentation() {
    List<ByteString> single = MESSAGES.subList(0, 1);

    assertThat(signing.author().key()).isEqualTo(vector("author"));
    assertThat(new HashTree(single).root()).isEqualTo(vector("root-alone").toByteArray());
    assertThat(signing.sign(single)).containsExactly(vector("signature-alone"));
  }

  @Test
  void batchSignaturesMatchTheDocumentation() {
    assertThat(new HashTree(MESSAGES).root()).isEqualTo(vector("root-batch").toByteArray());
    assertThat(signing.sign(MESSAGES).subList(1, 3))
        .containsExactly(vector("signature-two"), vector("signature-three"));
  }

  @Test
  void trustListFromTheDocumentationIsReadable() throws IOException {
    Matcher list = Pattern.compile("```text\\n(# topic.*?)```", Pattern.DOTALL).matcher(document);
    assertThat(list.find()).isTrue();
    Path file = Files.createTempFile("trusted", ".txt");
    try {
      Files.writeString(file, list.group(1));
      Trust trust = TrustFile.read(file);

      assertThat(trust.trusts(signing.author(), "any")).isTrue();
    } finally {
      Files.delete(file);
    }
  }

  private ByteString vector(String name) {
    Matcher matcher =
        Pattern.compile("^" + name + ":\\R((?: +[0-9a-f ]+\\R)+)", Pattern.MULTILINE)
            .matcher(document);
    assertThat(matcher.find()).as("%s is in the document", name).isTrue();
    return ByteString.fromHex(matcher.group(1).replaceAll("\\s", ""));
  }
}
