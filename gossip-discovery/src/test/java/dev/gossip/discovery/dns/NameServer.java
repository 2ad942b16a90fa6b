package dev.gossip.discovery.dns;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Answers DNS queries on the loopback interface: names that begin with {@code _gossip} have two SRV
 * records, those with {@code _none} have none, and there are no others.
 */
final class NameServer implements AutoCloseable {
  private static final int HEADER_BYTES = 12;
  private static final int MAX_BYTES = 512;
  private static final int SRV = 33;

  private final DatagramSocket socket;

  NameServer() throws IOException {
    socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    Thread thread = new Thread(this::serve, "name server");
    thread.setDaemon(true);
    thread.start();
  }

  String url() {
    return "dns://" + socket.getLocalAddress().getHostAddress() + ":" + socket.getLocalPort();
  }

  private void serve() {
    while (!socket.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(new byte[MAX_BYTES], MAX_BYTES);
        socket.receive(packet);
        byte[] answer = answer(packet.getData(), packet.getLength());
        socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
      } catch (IOException e) {
        if (!socket.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  /** RFC 1035, section 4.1: the id of the query, flags, four counts, the question, the records. */
  private static byte[] answer(byte[] query, int length) throws IOException {
    String name = new String(query, HEADER_BYTES + 1, query[HEADER_BYTES], US_ASCII);
    int records = name.equals("_gossip") ? 2 : 0;
    boolean isKnown = records > 0 || name.equals("_none");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(query, 0, 2);
    out.writeShort(isKnown ? 0x8580 : 0x8583);
    out.writeShort(1);
    out.writeShort(records);
    out.writeInt(0);
    out.write(query, HEADER_BYTES, endOfQuestion(query, length) - HEADER_BYTES);
    for (int i = 0; i < records; i++) {
      writeRecord(out, 7400 + i, "node-" + i, "example");
    }
    return bytes.toByteArray();
  }

  private static int endOfQuestion(byte[] query, int length) {
    int at = HEADER_BYTES;
    while (at < length && query[at] != 0) {
      at += query[at] + 1;
    }
    return at + 5;
  }

  private static void writeRecord(DataOutputStream out, int port, String... labels)
      throws IOException {
    ByteArrayOutputStream target = new ByteArrayOutputStream();
    for (String label : labels) {
      target.write(label.length());
      target.write(label.getBytes(US_ASCII));
    }
    target.write(0);
    // The name is the one of the question, at byte 12.
    out.writeShort(0xc000 | HEADER_BYTES);
    out.writeShort(SRV);
    out.writeShort(1);
    out.writeInt(30);
    out.writeShort(6 + target.size());
    out.writeShort(0);
    out.writeShort(100);
    out.writeShort(port);
    target.writeTo(out);
  }

  @Override
  public void close() {
    socket.close();
  }
}
