package dev.gossip.testkit.contract;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.Transport;
import dev.gossip.api.transport.TransportContext;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** Shows that a transport can keep every rule, including the one about corruption. */
class ChecksummedUdpTest extends PlainUdpTransportTest {
  @Override
  protected Transport.Factory factory() {
    return ChecksummedUdp::new;
  }

  @Override
  protected boolean detectsCorruption() {
    return true;
  }

  private static final class ChecksummedUdp extends TamperedUdp {
    ChecksummedUdp(TransportContext context, LinkEvents events) {
      super(context, events);
    }

    @Override
    public void transmit(PeerAddress to, ByteBuffer datagram) {
      ByteBuffer longer = ByteBuffer.allocate(datagram.remaining() + Integer.BYTES);
      longer.put(datagram.duplicate()).putInt(checksum(datagram));
      super.transmit(to, longer.flip());
    }

    @Override
    public int maxDatagramBytes(PeerAddress to) {
      return super.maxDatagramBytes(to) - Integer.BYTES;
    }

    @Override
    public void onDatagram(PeerAddress from, ByteBuffer datagram) {
      int length = datagram.remaining() - Integer.BYTES;
      ByteBuffer body = datagram.slice(datagram.position(), Math.max(0, length));
      if (length < 0 || datagram.getInt(datagram.limit() - 4) != checksum(body.duplicate())) {
        dropped(DropReason.MALFORMED_DATAGRAM);
      } else {
        super.onDatagram(from, body);
      }
    }

    private static int checksum(ByteBuffer bytes) {
      CRC32 crc = new CRC32();
      crc.update(bytes);
      return (int) crc.getValue();
    }
  }
}
