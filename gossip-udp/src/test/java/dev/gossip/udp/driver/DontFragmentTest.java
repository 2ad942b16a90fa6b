package dev.gossip.udp.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DontFragmentTest {
  private static final InetSocketAddress TO =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 5000);

  private final List<String> log = new ArrayList<>();
  private boolean forbidden = true;
  private int mtu = 1_400;

  private int send(ByteBuffer datagram, InetSocketAddress to) throws IOException {
    int bytes = datagram.remaining();
    log.add("send " + bytes);
    if (forbidden && bytes > mtu) {
      throw new IOException("Message too long");
    }
    return bytes;
  }

  private void set(boolean on) {
    log.add(on ? "on" : "off");
    forbidden = on;
  }

  private final DontFragment sender = new DontFragment(this::send, this::set);

  @Test
  void smallDatagramLeavesInPiecesWhereItsPathIsSmaller() throws IOException {
    mtu = 548;
    assertThat(sender.send(ByteBuffer.allocate(1_200), TO)).isEqualTo(1_200);
    assertThat(log).containsExactly("send 1200", "off", "send 1200", "on");
  }

  @Test
  void largeDatagramIsNeverDivided() {
    assertThatThrownBy(() -> sender.send(ByteBuffer.allocate(1_401), TO))
        .isInstanceOf(IOException.class);
    assertThat(log).containsExactly("send 1401");
  }

  @Test
  void datagramThatFitsLeavesAtOnce() throws IOException {
    assertThat(sender.send(ByteBuffer.allocate(1_400), TO)).isEqualTo(1_400);
    assertThat(log).containsExactly("send 1400");
  }

  @Test
  void optionIsOnAgainAfterASecondFailure() {
    mtu = -1;
    DontFragment failing =
        new DontFragment(
            (datagram, to) -> {
              throw new IOException("no route");
            },
            this::set);
    assertThatThrownBy(() -> failing.send(ByteBuffer.allocate(10), TO)).hasMessage("no route");
    assertThat(log).containsExactly("off", "on");
  }

  @Test
  void optionIsSetWherePlatformHasIt() throws IOException {
    try (DatagramChannel channel = DatagramChannel.open()) {
      DontFragment real = DontFragment.on(channel);
      List<Object> values = new ArrayList<>();
      for (SocketOption<?> option : channel.supportedOptions()) {
        if (option.name().equals("IP_DONTFRAGMENT")) {
          values.add(channel.getOption(option));
        }
      }
      assertThat(values).isEqualTo(real.isEnabled() ? List.of(true) : List.of());
    }
  }
}
