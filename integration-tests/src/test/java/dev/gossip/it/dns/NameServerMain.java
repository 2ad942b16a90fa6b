package dev.gossip.it.dns;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.StringJoiner;

/**
 * Answers queries for the A records of one name with the IPv4 addresses in a file, which is read
 * for each query. The name has no other records, and there are no other names. Runs in a container,
 * so it uses nothing but the JDK, and no other class.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1035#section-4">RFC 1035, section 4</a>
 */
final class NameServerMain {
  /** The line on stdout once queries are answered. */
  static final String READY = "answering queries";

  private static final int PORT = 53;
  private static final int HEADER_BYTES = 12;
  private static final int MAX_BYTES = 512;
  private static final int TYPE_A = 1;
  private static final int CLASS_IN = 1;

  /** Response, authoritative, recursion desired and available; no error. */
  private static final int FLAGS_FOUND = 0x8580;

  private static final int FLAGS_NO_SUCH_NAME = FLAGS_FOUND | 3;

  /** A name that is the one at the end of the header. */
  private static final int NAME_OF_QUESTION = 0xc000 | HEADER_BYTES;

  private NameServerMain() {}

  /**
   * Serves until the process is killed.
   *
   * @param args the name, and the file with one address a line
   */
  public static void main(String[] args) throws IOException {
    try (DatagramSocket socket = new DatagramSocket(PORT)) {
      System.out.println(READY);
      while (!socket.isClosed()) {
        DatagramPacket query = new DatagramPacket(new byte[MAX_BYTES], MAX_BYTES);
        socket.receive(query);
        byte[] answer =
            answer(
                ByteBuffer.wrap(query.getData(), 0, query.getLength()),
                args[0],
                Files.readAllLines(Path.of(args[1])));
        socket.send(new DatagramPacket(answer, answer.length, query.getSocketAddress()));
      }
    }
  }

  private static byte[] answer(ByteBuffer query, String name, List<String> addresses)
      throws IOException {
    short id = query.getShort(0);
    query.position(HEADER_BYTES);
    boolean isKnown = nameIn(query).equalsIgnoreCase(name);
    int type = query.getShort();
    int recordClass = query.getShort();
    byte[] question = new byte[query.position() - HEADER_BYTES];
    query.get(HEADER_BYTES, question);
    boolean isForA = type == TYPE_A && recordClass == CLASS_IN;
    List<String> found = isKnown && isForA ? addresses : List.of();

    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeShort(id);
    out.writeShort(isKnown ? FLAGS_FOUND : FLAGS_NO_SUCH_NAME);
    out.writeShort(1);
    out.writeShort(found.size());
    // No authorities and nothing additional.
    out.writeInt(0);
    out.write(question);
    for (String address : found) {
      byte[] ip = InetAddress.getByName(address).getAddress();
      out.writeShort(NAME_OF_QUESTION);
      out.writeShort(TYPE_A);
      out.writeShort(CLASS_IN);
      // May not be cached.
      out.writeInt(0);
      out.writeShort(ip.length);
      out.write(ip);
    }
    return bytes.toByteArray();
  }

  private static String nameIn(ByteBuffer query) {
    StringJoiner labels = new StringJoiner(".");
    for (int length = query.get(); length != 0; length = query.get()) {
      byte[] label = new byte[length];
      query.get(label);
      labels.add(new String(label, US_ASCII));
    }
    return labels.toString();
  }
}
