package dev.gossip.cli.capture;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The datagrams in a capture. */
final class Datagrams {
  private Datagrams() {}

  /** Reads a capture with UDP only, with the code that decrypts. */
  static List<ByteString> of(Path capture) throws IOException {
    List<ByteString> datagrams = new ArrayList<>();
    PacketEditor reader =
        (linkType, packet) -> {
          datagrams.add(
              ByteString.copyFrom(UdpPacket.find(linkType, packet).orElseThrow().payload()));
          return packet;
        };
    try (InputStream in = Files.newInputStream(capture)) {
      CaptureBytes bytes = new CaptureBytes(in);
      byte[] start = bytes.readUpTo(Integer.BYTES);
      if (ByteBuffer.wrap(start).getInt() == Pcapng.SECTION) {
        Pcapng.copy(start, bytes, OutputStream.nullOutputStream(), reader);
      } else {
        Pcap.copy(
            start,
            requireNonNull(Pcap.order(start)),
            bytes,
            OutputStream.nullOutputStream(),
            reader);
      }
    }
    return datagrams;
  }
}
