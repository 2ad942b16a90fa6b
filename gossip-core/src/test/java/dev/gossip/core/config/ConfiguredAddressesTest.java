package dev.gossip.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gossip.api.PeerAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Seeds, and the address to advertise. */
class ConfiguredAddressesTest {

  private static NodeConfig config(NodeConfig.Builder builder) {
    return builder.build(List.of());
  }

  @Test
  void addedSeedsFollowTheConfiguredOnesAndEachIsThereOnce() {
    NodeConfig config =
        config(
            NodeConfig.builder()
                .set("gossip.seeds", "a:1, b:2", "--set")
                .addSeed("c:3", "--seed")
                .addSeed("a:1", "--seed"));

    assertThat(config.nodeAddresses().seeds())
        .extracting(PeerAddress::toString)
        .containsExactly("a:1", "b:2", "c:3");
    assertThat(config.peers()).isEmpty();
  }

  @Test
  void seedsMakeDiscoveryAndMembershipFindOtherNodes() {
    NodeConfig none = config(NodeConfig.builder());
    NodeConfig seeded = config(NodeConfig.builder().addSeed("a:1", "--seed"));

    assertThat(none.use(PluginKind.DISCOVERY)).isEmpty();
    assertThat(none.use(PluginKind.MEMBERSHIP)).containsExactly("membership.configured");
    assertThat(seeded.use(PluginKind.DISCOVERY)).containsExactly("discovery.bootstrap");
    assertThat(seeded.use(PluginKind.MEMBERSHIP)).containsExactly("membership.outbound");
    assertThat(seeded.originOfUse(PluginKind.DISCOVERY))
        .isEqualTo("default of gossip.discovery.use with seeds");
    assertThat(seeded.originOfUse(PluginKind.RELAY)).isEqualTo("default of gossip.relay.use");
  }

  @Test
  void discoveryWithoutSeedsMakesMembershipDialWhatItFinds() {
    NodeConfig config =
        config(NodeConfig.builder().set("gossip.discovery.use", "map", "--discovery"));

    assertThat(config.use(PluginKind.MEMBERSHIP)).containsExactly("membership.outbound");
    assertThat(config.originOfUse(PluginKind.MEMBERSHIP))
        .isEqualTo("default of gossip.membership.use with a discovery");
    assertThat(config.originOfUse(PluginKind.DISCOVERY)).isEqualTo("--discovery");
  }

  @Test
  void chosenPluginsAreUsedWhetherOrNotThereAreSeeds() {
    NodeConfig config =
        config(
            NodeConfig.builder()
                .addSeed("a:1", "--seed")
                .set("gossip.discovery.use", "", "--set")
                .set("gossip.membership.use", "configured", "--set"));

    assertThat(config.use(PluginKind.DISCOVERY)).isEmpty();
    assertThat(config.use(PluginKind.MEMBERSHIP)).containsExactly("configured");
  }

  @ParameterizedTest
  @CsvSource({
    "there, is not an address",
    "127.0.0.1:0, seed 127.0.0.1:0 needs a port other than 0",
    "0.0.0.0:5000, wildcard",
    "me@127.0.0.1:5000, any node of the network can be a seed",
  })
  void unusableSeedIsRejectedWithItsOrigin(String seed, String why) {
    for (NodeConfig.Builder builder :
        List.of(
            NodeConfig.builder().addSeed(seed, "here"),
            NodeConfig.builder().set("gossip.seeds", seed, "here"))) {
      assertThat(catchThrowableOfType(ConfigurationException.class, () -> config(builder)))
          .hasMessageStartingWith("here: ")
          .hasMessageContaining(why);
    }
  }

  @Test
  void badAddressOfASettingIsRejectedWithItsKey() {
    for (String key : List.of("gossip.seeds", "gossip.peers", "gossip.listen")) {
      assertThat(
              catchThrowableOfType(
                  ConfigurationException.class,
                  () -> config(NodeConfig.builder().set(key, "127.0.0.1", "--set"))))
          .hasMessageStartingWith("--set: " + key + ": '127.0.0.1' is not an address");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "there, is not an address",
    "127.0.0.1:0, address 127.0.0.1:0 needs a port other than 0",
    "0.0.0.0:5000, wildcard",
    "node.example:5000, names no IP address; write ip:port",
  })
  void unusableAddressToAdvertiseIsRejectedWithItsOrigin(String address, String why) {
    assertThat(
            catchThrowableOfType(
                ConfigurationException.class,
                () -> config(NodeConfig.builder().set("gossip.advertise", address, "here"))))
        .hasMessageStartingWith("here: gossip.advertise: ")
        .hasMessageContaining(why);
  }
}
