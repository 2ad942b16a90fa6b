package dev.gossip.signing;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.bouncycastle.util.io.pem.PemWriter;

/**
 * Secret keys in PEM, as OpenSSL and OpenSSH write them. Anything around the key, such as a
 * certificate, is skipped.
 */
final class KeyPem {
  private static final String BEGIN = "-----BEGIN";
  private static final String PLAIN = "PRIVATE KEY";
  private static final String ENCRYPTED = "ENCRYPTED PRIVATE KEY";
  private static final String OPENSSH = "OPENSSH PRIVATE KEY";

  /** Each line has a multiple of four characters; the last one is padded. */
  private static final Pattern BASE64 = Pattern.compile("([A-Za-z0-9+/=]{4})*");

  private static final Pattern SSH_PUBLIC_KEY = Pattern.compile("(ssh|ecdsa|sk)-\\S+ AAAA");

  private KeyPem() {}

  /**
   * @param lineIndex the index of its first line, from 0
   */
  private record Block(int lineIndex, PemObject pem) {
    boolean isPrivateKey() {
      return pem.getType().endsWith(PLAIN);
    }
  }

  /** Encodes a key without encryption. */
  static String encode(byte[] secret) {
    return pem(PLAIN, KeyDer.encode(secret));
  }

  /** Encodes a key, encrypted with a passphrase. */
  static String encrypt(byte[] secret, char[] passphrase) {
    try {
      return pem(ENCRYPTED, KeyEncryption.encrypt(KeyDer.encode(secret), passphrase).getEncoded());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads the secret from PEM text.
   *
   * @param passphrase called only for an encrypted key
   * @throws BadKeyException if the text holds no usable key; the message has the remedy
   */
  static byte[] decode(String text, Supplier<char[]> passphrase) {
    // An editor or a mail program may have added indentation or trailing spaces.
    Block block = onlyKeyIn(text.lines().map(String::strip).toList());
    byte[] content = block.pem().getContent();
    return switch (block.pem().getType()) {
      case PLAIN -> KeyDer.readPlainSecret(KeyDer.sequenceIn(content));
      case ENCRYPTED ->
          KeyDer.readPlainSecret(KeyEncryption.decrypt(KeyDer.sequenceIn(content), passphrase));
      case OPENSSH -> OpenSshKey.secretIn(content);
      default ->
          throw new BadKeyException(
              at(block.lineIndex(), "it holds a '" + block.pem().getType() + "'")
                  + ", which is not for Ed25519; "
                  + KeyContents.MAKE_ONE);
    };
  }

  private static Block onlyKeyIn(List<String> lines) {
    List<Block> blocks = blocksIn(lines);
    if (blocks.isEmpty()) {
      throw new BadKeyException(noBlockMessage(lines));
    }
    List<Block> keys = blocks.stream().filter(Block::isPrivateKey).toList();
    if (keys.isEmpty()) {
      Block first = blocks.get(0);
      throw new BadKeyException(
          at(first.lineIndex(), "it holds a '" + first.pem().getType() + "'")
              + " and no private key; name the file of the private key");
    }
    if (keys.size() > 1) {
      throw new BadKeyException(
          at(keys.get(1).lineIndex(), "a second private key begins here")
              + "; keep only the signing key in the file");
    }
    return keys.get(0);
  }

  private static List<Block> blocksIn(List<String> lines) {
    int[] begins =
        IntStream.range(0, lines.size()).filter(i -> lines.get(i).startsWith(BEGIN)).toArray();
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < begins.length; i++) {
      int end = i + 1 < begins.length ? begins[i + 1] : lines.size();
      blocks.add(new Block(begins[i], pemIn(lines, begins[i], end)));
    }
    return blocks;
  }

  private static PemObject pemIn(List<String> lines, int begin, int end) {
    PemObject pem = null;
    Exception cause = null;
    try {
      String text = String.join("\n", lines.subList(begin, end));
      pem = new PemReader(new StringReader(text)).readPemObject();
    } catch (IOException | RuntimeException e) {
      cause = e;
    }
    if (pem == null) {
      throw new BadKeyException(at(faultyLine(lines, begin, end), KeyContents.DAMAGED), cause);
    }
    return pem;
  }

  /** Returns the index of the first line that is not Base64, or of the last line. */
  private static int faultyLine(List<String> lines, int begin, int end) {
    int i = begin + 1;
    while (i < end && BASE64.matcher(lines.get(i)).matches()) {
      i++;
    }
    return Math.min(i, end - 1);
  }

  private static String noBlockMessage(List<String> lines) {
    String first = lines.stream().filter(line -> !line.isEmpty()).findFirst().orElse("");
    if (first.startsWith("PuTTY-User-Key-File")) {
      return "it is a PuTTY key; load it in PuTTYgen and export an OpenSSH key without a"
          + " passphrase";
    }
    if (SSH_PUBLIC_KEY.matcher(first).lookingAt()) {
      return "it is an OpenSSH public key; name the private one, usually the file without '.pub'";
    }
    return "there is no '"
        + BEGIN
        + " "
        + PLAIN
        + "-----' in it; name a key file, or "
        + KeyContents.MAKE_ONE;
  }

  private static String at(int lineIndex, String what) {
    return (lineIndex + 1) + ": " + what;
  }

  private static String pem(String type, byte[] der) {
    StringWriter text = new StringWriter();
    try (PemWriter writer = new PemWriter(text)) {
      writer.writeObject(new PemObject(type, der));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString().replace(System.lineSeparator(), "\n");
  }
}
