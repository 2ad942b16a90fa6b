package dev.gossip.core.storage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.gossip.api.transport.NodeIdentities;
import dev.gossip.core.engine.spec.NodeKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * A file with the secret key of a node: an X25519 private key in PKCS#8 and PEM (RFC 8410), as
 * {@code openssl genpkey -algorithm X25519} writes it, or the same with its public key (RFC 5958),
 * as Bouncy Castle writes it. Only its owner may read or write it. Any thread.
 */
public final class NodeKeyFile {
  // Much more than a key needs, and enough for text around it.
  private static final int MAX_BYTES = 1 << 16;

  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String PLAIN = "PRIVATE KEY";
  private static final String ENCRYPTED = "ENCRYPTED PRIVATE KEY";

  // PrivateKeyInfo of RFC 5958, version 0: everything before the 32 bytes of the key.
  private static final byte[] X25519_HEAD =
      HexFormat.of().parseHex("302e020100300506032b656e04220420");

  // The same of version 1, which has the public key after the secret one, as Bouncy Castle writes
  // it.
  private static final byte[] X25519_PAIR_HEAD =
      HexFormat.of().parseHex("3051020101300506032b656e04220420");
  private static final byte[] PUBLIC_KEY_HEAD = HexFormat.of().parseHex("812100");
  private static final int PUBLIC_KEY_BYTES = 32;

  // The object identifiers of X25519 and Ed25519, in DER.
  private static final byte[] X25519 = HexFormat.of().parseHex("06032b656e");
  private static final byte[] ED25519 = HexFormat.of().parseHex("06032b6570");

  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private NodeKeyFile() {}

  /**
   * Reads a key.
   *
   * @throws IllegalArgumentException if there is no such file, other users may read or change it,
   *     or it holds no usable key; the message is one line with the file and the remedy
   */
  public static NodeKey read(Path file) {
    try {
      return keyIn(contents(file), file);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + ": " + reason(file, e), e);
    }
  }

  /**
   * Writes a key to a new file, which appears complete or not at all.
   *
   * @throws FileAlreadyExistsException if the file exists; it is not changed
   * @throws IOException if the file cannot be written
   */
  public static void create(Path file, NodeKey key) throws IOException {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(file.toString());
    }
    Path absolute = file.toAbsolutePath();
    Path folder = absolute.getParent() == null ? absolute : absolute.getParent();
    // Only its owner may access a temporary file, from the moment it exists.
    Path temporary = Files.createTempFile(folder, ".node-key-", ".tmp");
    try {
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(pem(key).getBytes(US_ASCII));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      publish(temporary, absolute);
    } finally {
      Files.deleteIfExists(temporary);
    }
    forceFolder(folder);
  }

  /** A move would replace a file that has appeared since the check; a link does not. */
  private static void publish(Path temporary, Path file) throws IOException {
    try {
      Files.createLink(file, temporary);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (IOException | UnsupportedOperationException e) {
      // A file system without hard links.
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new FileAlreadyExistsException(file.toString());
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** Keeps the new name across a power cut, where the system can do that. */
  private static void forceFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Windows does not open folders. The file itself is on disk.
    }
  }

  private static String pem(NodeKey key) {
    byte[] der = Arrays.copyOf(X25519_HEAD, X25519_HEAD.length + NodeIdentities.SECRET_KEY_BYTES);
    System.arraycopy(key.secret(), 0, der, X25519_HEAD.length, NodeIdentities.SECRET_KEY_BYTES);
    String base64 = Base64.getEncoder().encodeToString(der);
    return BEGIN + PLAIN + "-----\n" + base64 + "\n" + END + PLAIN + "-----\n";
  }

  private static byte[] contents(Path file) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      String what = Files.isDirectory(file) ? "a folder" : "a device or a pipe";
      throw new IllegalArgumentException(file + ": it is " + what + "; name a file");
    }
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")
        && !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
      throw new IllegalArgumentException(
          file + ": other users may read or change it; run 'chmod 600 " + file + "'");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IllegalArgumentException(
            file + ": it has more than " + MAX_BYTES + " bytes; name the file of a node key");
      }
      return bytes;
    }
  }

  private static String reason(Path file, IOException e) {
    if (e instanceof NoSuchFileException) {
      return "there is no such file; correct the name, or " + makeOne(file);
    }
    if (e instanceof AccessDeniedException) {
      return "this user may not read it; run as its owner, or change the owner with 'chown'";
    }
    return "it cannot be read (" + FileErrors.reason(e) + "); check the name and the disk";
  }

  private static String makeOne(Path file) {
    return "make a node key with 'gossip keygen --node " + file + "'";
  }

  private static NodeKey keyIn(byte[] contents, Path file) {
    // Any byte is a character of this charset; what is not ASCII cannot be part of a key.
    List<String> lines = new String(contents, ISO_8859_1).lines().map(String::strip).toList();
    if (lines.stream().allMatch(String::isEmpty)) {
      throw unusable(
          file, "it is empty; restore it from a backup, or delete it and " + makeOne(file));
    }
    int begin = 0;
    while (begin < lines.size() && !lines.get(begin).startsWith(BEGIN)) {
      begin++;
    }
    if (begin == lines.size()) {
      throw unusable(
          file,
          "there is no '"
              + BEGIN
              + PLAIN
              + "-----' in it; name the file of a node key, or delete it and "
              + makeOne(file));
    }
    requirePlain(lines, begin, file);
    int end = begin + 1;
    StringBuilder base64 = new StringBuilder();
    while (end < lines.size() && !lines.get(end).startsWith("-----")) {
      base64.append(lines.get(end++));
    }
    if (end == lines.size() || !lines.get(end).equals(END + PLAIN + "-----")) {
      throw damaged(file);
    }
    if (lines.subList(end, lines.size()).stream().anyMatch(line -> line.startsWith(BEGIN))) {
      throw unusable(file, "it holds more than one key; keep only the node key in the file");
    }
    return new NodeKey(secretIn(base64.toString(), file));
  }

  private static void requirePlain(List<String> lines, int begin, Path file) {
    String line = lines.get(begin);
    if (line.equals(BEGIN + PLAIN + "-----")) {
      return;
    }
    if (line.equals(BEGIN + ENCRYPTED + "-----")) {
      throw unusable(
          file,
          "it is encrypted, but a node starts without a passphrase; decrypt it with 'openssl pkey"
              + " -in "
              + file
              + " -out NEW' and name the new file");
    }
    if (line.contains("PUBLIC KEY")) {
      throw unusable(file, "it holds a public key; name the file of the private one");
    }
    if (line.endsWith(PLAIN + "-----")) {
      throw unusable(
          file, "its key is not an X25519 key in PKCS#8; " + makeOne(file) + " elsewhere");
    }
    throw damaged(file);
  }

  private static byte[] secretIn(String base64, Path file) {
    byte[] der;
    try {
      der = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw damaged(file);
    }
    int complete = X25519_HEAD.length + NodeIdentities.SECRET_KEY_BYTES;
    if ((der.length == complete && contains(der, 0, X25519_HEAD)) || isPair(der, complete)) {
      return Arrays.copyOfRange(der, X25519_HEAD.length, complete);
    }
    // In each PKCS#8 form the algorithm stands near the beginning.
    if (contains(der, ED25519)) {
      throw unusable(
          file,
          "it is an Ed25519 key, which signs messages; author keys and node keys are separate,"
              + " so make a node key in another file with 'gossip keygen --node FILE'");
    }
    if (der.length > complete && contains(der, X25519)) {
      throw unusable(
          file,
          "it has more than the key; write the key alone with 'openssl pkey -in "
              + file
              + " -out NEW' and name the new file");
    }
    if (der.length < complete || contains(der, X25519)) {
      throw damaged(file);
    }
    throw unusable(
        file,
        "its key is not an X25519 key; make a node key in another file with"
            + " 'gossip keygen --node FILE'");
  }

  /** Whether the public key follows. It is not read, since it follows from the secret one. */
  private static boolean isPair(byte[] der, int complete) {
    return der.length == complete + PUBLIC_KEY_HEAD.length + PUBLIC_KEY_BYTES
        && contains(der, 0, X25519_PAIR_HEAD)
        && contains(der, complete, PUBLIC_KEY_HEAD);
  }

  private static boolean contains(byte[] der, int at, byte[] part) {
    return Arrays.equals(der, at, at + part.length, part, 0, part.length);
  }

  private static boolean contains(byte[] der, byte[] algorithm) {
    for (int at = 0; at + algorithm.length <= Math.min(der.length, 2 * X25519_HEAD.length); at++) {
      if (contains(der, at, algorithm)) {
        return true;
      }
    }
    return false;
  }

  private static IllegalArgumentException damaged(Path file) {
    return unusable(
        file,
        "it is damaged or cut off; restore it from a backup, or delete it and " + makeOne(file));
  }

  private static IllegalArgumentException unusable(Path file, String what) {
    return new IllegalArgumentException(file + ": " + what);
  }
}
