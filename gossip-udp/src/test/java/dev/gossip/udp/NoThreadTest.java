package dev.gossip.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gossip.GossipNode;
import dev.gossip.core.driver.Driver;
import dev.gossip.core.driver.ForwardingDriver;
import dev.gossip.core.engine.Node;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node whose thread cannot be started, as when the system has too many of them. */
@Timeout(60)
class NoThreadTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void nodeWithoutAThreadKeepsNeitherItsPortNorItsFolder() throws Exception {
    Threadless plugin = new Threadless();
    assertThatThrownBy(() -> GossipNode.builder().with(plugin).dataDir(folder).start())
        .isInstanceOf(OutOfMemoryError.class)
        .hasMessage("thrown by a test");

    try (GossipNode next = GossipNode.builder().listen(plugin.address()).dataDir(folder).start()) {
      assertThat(next.address()).hasToString(plugin.address());
    }
  }

  private static final class Threadless extends WrappedUdp {
    private String address = "";

    String address() {
      return address;
    }

    @Override
    Driver wrap(Driver real) {
      address = real.localAddress().toString();
      return new ForwardingDriver(real) {
        @Override
        public void run(Node node) {
          throw new OutOfMemoryError("thrown by a test");
        }
      };
    }
  }
}
