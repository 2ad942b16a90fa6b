package dev.gossip.testkit.contract;

import dev.gossip.api.discovery.PeerDiscovery;
import dev.gossip.testkit.TestNotes;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The rules that every {@link PeerDiscovery} must keep. They let nodes come and go around one
 * discovery in virtual time, answer its look-ups, and pass on what its counterparts at other nodes,
 * honest or not, might send. All seeds are fixed, so failures are reproducible.
 */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
@ExtendWith(TestNotes.class)
public abstract class DiscoveryContract {

  /** Creates the discovery under test. */
  protected abstract PeerDiscovery.Factory factory();

  /** How many addresses one control frame may cause to be proposed. The default is a guess. */
  protected int maxProposalsPerFrame() {
    return 32;
  }

  /** How many timers and how much offloaded work may wait. The default is a guess. */
  protected int maxTimers() {
    return 64;
  }

  /** About how many nodes and addresses may be remembered. The default is a guess. */
  protected int maxRemembered() {
    return 1_000;
  }

  @Test
  @DisplayName("D1: proposes and resolves nothing before start")
  public final void discoveryDoesNothingBeforeStart() {
    new DiscoveryRules(this).discoveryDoesNothingBeforeStart();
  }

  @Test
  @DisplayName("D2: the same seed gives the same proposals")
  public final void sameSeedGivesTheSameProposals() {
    new DiscoveryRules(this).sameSeedGivesTheSameProposals();
  }

  @Test
  @DisplayName("D3: works for any start of the clock, below zero and just before it overflows")
  public final void clockMayStartAtAnyValue() {
    new DiscoveryRules(this).clockMayStartAtAnyValue();
  }

  @Test
  @DisplayName(
      "D4: throws only InvalidProtocolBufferException on malformed bytes, and changes no state")
  public final void malformedBytesChangeNothing() {
    new DiscoveryRules(this).malformedBytesChangeNothing();
  }

  @Test
  @DisplayName("D5: proposes a bounded number of addresses for one control frame")
  public final void proposalsOfOneFrameAreBounded() {
    new DiscoveryRules(this).proposalsOfOneFrameAreBounded();
  }

  @Test
  @DisplayName("D6: proposes what other nodes say as AddressSource.NODE")
  public final void addressesOfOtherNodesAreNotTrusted() {
    new DiscoveryRules(this).addressesOfOtherNodesAreNotTrusted();
  }

  @Test
  @DisplayName("D7: sends no control frame above maxControlBytes, or to a node that is gone")
  public final void controlFramesFitTheLimit() {
    new DiscoveryRules(this).controlFramesFitTheLimit();
  }

  @Test
  @DisplayName("D8: calls about unknown nodes and addresses cause no exception")
  public final void unknownNodesAndAddressesDoNoHarm() {
    new DiscoveryRules(this).unknownNodesAndAddressesDoNoHarm();
  }

  @Test
  @DisplayName("D9: timers, offloaded work and memory are bounded")
  public final void timersAndMemoryAreBounded() {
    new DiscoveryRules(this).timersAndMemoryAreBounded();
  }

  @Test
  @DisplayName("D10: works on a node without seeds")
  public final void seedsMayBeMissing() {
    new DiscoveryRules(this).seedsMayBeMissing();
  }

  @Test
  @DisplayName("D11: proposes an address as named by the node that named it")
  public final void tellersAreNamedTruthfully() {
    new DiscoveryRules(this).tellersAreNamedTruthfully();
  }

  @Test
  @DisplayName("D12: look-ups that take long do not pile up")
  public final void slowLookUpsDoNotPileUp() {
    new DiscoveryRules(this).slowLookUpsDoNotPileUp();
  }
}
