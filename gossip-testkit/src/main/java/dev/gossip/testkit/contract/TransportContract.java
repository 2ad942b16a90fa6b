package dev.gossip.testkit.contract;

import dev.gossip.api.transport.FrameLimits;
import dev.gossip.api.transport.NodeIdentities;
import dev.gossip.api.transport.Priority;
import dev.gossip.api.transport.Transport;
import dev.gossip.testkit.GossipTest;
import dev.gossip.testkit.TestNotes;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The rules that every {@link Transport} must keep. They link two or three transports in virtual
 * time over a simulated wire with configurable faults. The dialed end may report a link as late as
 * its first frame, which an engine sends immediately.
 */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
@ExtendWith(TestNotes.class)
public abstract class TransportContract {
  /** Creates the transport under test. */
  protected abstract Transport.Factory factory();

  /** How long a dial may take to succeed or fail. The default is a guess. */
  protected Duration dialLimit() {
    return Duration.ofSeconds(5);
  }

  /** How long a peer may be silent before its link is down. The default is a guess. */
  protected Duration silenceLimit() {
    return Duration.ofSeconds(30);
  }

  /** How many timers may be pending for one link. The default is a guess. */
  protected int timersPerLink() {
    return 4;
  }

  /**
   * Whether the transport detects flipped bits in frames. Override if it relies on a checksum of
   * the layer below, such as that of UDP.
   */
  protected boolean detectsCorruption() {
    return true;
  }

  /**
   * How ids follow from keys, for a transport that proves ids: what its plugin binds as {@link
   * NodeIdentities}. Each end then has a key, and the rules T31, T33, T34, T35, T37 and T38 apply.
   */
  protected Optional<NodeIdentities> identities() {
    return Optional.empty();
  }

  /** Whether {@link Transport#stats} reports round-trip times. */
  protected boolean measuresRoundTrips() {
    return false;
  }

  /**
   * Whether frames of {@link Priority#ASSURED}, and those that are larger than {@link
   * FrameLimits#datagramBytes}, are sent again when they are lost. The rules T40 to T42 apply then.
   */
  protected boolean resendsLostFrames() {
    return false;
  }

  /**
   * How many damaged datagrams T34 sends: by default 100,000, and 1,000,000 if the system property
   * {@code gossip.seeds.scale} is above 1.
   */
  protected int mutations() {
    return Integer.getInteger(GossipTest.SCALE_PROPERTY, 1) > 1 ? 1_000_000 : 100_000;
  }

  // ---- links come up -------------------------------------------------------------------------

  @Test
  @DisplayName("T1: an unused transport sends nothing and reports nothing")
  public final void isSilentUntilUsed() {
    new TransportLinkRules(this).isSilentUntilUsed();
  }

  @Test
  @DisplayName("T2: a dial brings up one link at each end, with the correct peer id")
  public final void dialBringsUpOneLink() {
    new TransportLinkRules(this).dialBringsUpOneLink();
  }

  @Test
  @DisplayName("T3: dialing an address that is linked or being dialed has no effect")
  public final void repeatedDialHasNoEffect() {
    new TransportLinkRules(this).repeatedDialHasNoEffect();
  }

  @Test
  @DisplayName("T4: two ends that dial each other at the same time get one link")
  public final void simultaneousDialsGiveOneLink() {
    new TransportLinkRules(this).simultaneousDialsGiveOneLink();
  }

  @Test
  @DisplayName("T5: a dial to an unused address fails once and can be repeated")
  public final void dialToAnUnusedAddressFailsOnce() {
    new TransportLinkRules(this).dialToAnUnusedAddressFailsOnce();
  }

  @Test
  @DisplayName("T6: a node that dials itself gets selfDialed or refused, not dialFailed")
  public final void dialToItselfIsNoticed() {
    new TransportLinkRules(this).dialToItselfIsNoticed();
  }

  @Test
  @DisplayName("T7: a restarted peer gets a new link after its old one went down")
  public final void restartReplacesTheLink() {
    new TransportLinkRules(this).restartReplacesTheLink();
  }

  // ---- frames travel -------------------------------------------------------------------------

  @Test
  @DisplayName("T8: without faults all frames arrive unaltered and in order")
  public final void framesArriveUnalteredAndInOrder() {
    new TransportFrameRules(this).framesArriveUnalteredAndInOrder();
  }

  @Test
  @DisplayName("T9: frames are transmitted by flush, all of them and not earlier")
  public final void framesAreTransmittedByFlush() {
    new TransportFrameRules(this).framesAreTransmittedByFlush();
  }

  @Test
  @DisplayName(
      "T10: a frame of maxBytes arrives; a larger or empty one is TOO_LARGE, and only that")
  public final void largestFrameArrives() {
    new TransportFrameRules(this).largestFrameArrives();
  }

  @Test
  @DisplayName("T11: roomBytes says what fits, is never negative, and recovers when frames arrive")
  public final void roomIsAccurate() {
    new TransportQueueRules(this).roomIsAccurate();
  }

  @Test
  @DisplayName("T12: a link that is not up has no limits and answers NOT_UP")
  public final void linksThatAreNotUpTakeNothing() {
    new TransportFrameRules(this).linksThatAreNotUpTakeNothing();
  }

  @Test
  @DisplayName("T13: loss, duplication and reordering never forge frames or mix up links")
  public final void networkFaultsForgeNothing() {
    new TransportFrameRules(this).networkFaultsForgeNothing();
  }

  @Test
  @DisplayName("T14: a corrupted frame is not delivered")
  public final void corruptedFramesAreNotDelivered() {
    new TransportFrameRules(this).corruptedFramesAreNotDelivered();
  }

  @Test
  @DisplayName("T15: garbage is dropped and counted, and affects no link")
  public final void garbageIsDropped() {
    new TransportFrameRules(this).garbageIsDropped();
  }

  @Test
  @DisplayName("T16: a datagram buffer is not used after onDatagram returns")
  public final void buffersAreNotUsedAfterOnDatagram() {
    new TransportFrameRules(this).buffersAreNotUsedAfterOnDatagram();
  }

  // ---- links go down -------------------------------------------------------------------------

  @Test
  @DisplayName("T17: a close is reported once, after queued frames and with its reason")
  public final void closeIsReportedOnceWithItsReason() {
    new TransportCloseRules(this).closeIsReportedOnceWithItsReason();
  }

  @Test
  @DisplayName("T18: the closing end reports nothing about a link after its close")
  public final void closedLinkReportsNoFurtherEvents() {
    new TransportCloseRules(this).closedLinkReportsNoFurtherEvents();
  }

  @Test
  @DisplayName("T19: a silent peer is reported down once, within the declared limit")
  public final void silentPeerIsReportedDown() {
    new TransportCloseRules(this).silentPeerIsReportedDown();
  }

  @Test
  @DisplayName("T20: an idle link stays up while both ends run")
  public final void idleLinksStayUp() {
    new TransportCloseRules(this).idleLinksStayUp();
  }

  // ---- behaviour towards the node ------------------------------------------------------------

  @Test
  @DisplayName("T21: timers per link are few and are cancelled with the link")
  public final void timersAreBounded() {
    new TransportCallRules(this).timersAreBounded();
  }

  @Test
  @DisplayName("T22: the node may dial, send and close within every LinkEvents callback")
  public final void nodeMayActInCallbacks() {
    new TransportCallRules(this).nodeMayActInCallbacks();
  }

  @Test
  @DisplayName("T23: LinkEvents are never called within a node's call or another callback")
  public final void callbacksAreNotReentrant() {
    new TransportCallRules(this).callbacksAreNotReentrant();
  }

  @Test
  @DisplayName("T24: the same seed gives the same datagrams and events")
  public final void sameSeedSameTrace() {
    new TransportCallRules(this).sameSeedSameTrace();
  }

  // ---- hostile peers -------------------------------------------------------------------------

  @Test
  @DisplayName("T25: a stranger that claims a node's id does not lock that node out")
  public final void claimedIdDoesNotLockOutItsOwner() {
    new TransportLinkRules(this).claimedIdDoesNotLockOutItsOwner();
  }

  @Test
  @DisplayName("T26: a link that times out at one end is closed at the other")
  public final void timeoutClosesTheOtherEnd() {
    new TransportCloseRules(this).timeoutClosesTheOtherEnd();
  }

  // ---- limits, and decisions of the node -------------------------------------------------------

  @Test
  @DisplayName("T27: limits are consistent, and a frame of datagramBytes takes one datagram")
  public final void limitsAreConsistent() {
    new TransportFrameRules(this).limitsAreConsistent();
  }

  @Test
  @DisplayName("T28: room is reported once, when there is room again after NO_ROOM")
  public final void roomIsReportedOnceThereIsRoomAgain() {
    new TransportQueueRules(this).roomIsReportedOnceThereIsRoomAgain();
  }

  @Test
  @DisplayName("T29: a dial that expects another id is refused, and brings no link up")
  public final void unexpectedIdIsRefused() {
    new TransportLinkRules(this).unexpectedIdIsRefused();
  }

  @Test
  @DisplayName("T30: a node that LinkEvents.mayAccept does not accept gets no link, but a refusal")
  public final void unwantedNodesGetNoLink() {
    new TransportLinkRules(this).unwantedNodesGetNoLink();
  }

  // ---- attackers on the path -------------------------------------------------------------------

  @Test
  @DisplayName("T31: an id is proven: an end that lacks its key does not get it")
  public final void idsAreProven() {
    new TransportIdentityRules(this).idsAreProven();
  }

  @Test
  @DisplayName("T32: a node that restarts with its id replaces its old link and keeps the id")
  public final void restartedNodeKeepsItsId() {
    new TransportIdentityRules(this).restartedNodeKeepsItsId();
  }

  @Test
  @DisplayName("T33: a datagram that arrives again, soon or late, is not delivered again")
  public final void replayedDatagramsAreNotDelivered() {
    new TransportForgeryRules(this).replayedDatagramsAreNotDelivered();
  }

  @Test
  @DisplayName("T34: cut, extended and altered datagrams are not delivered, and end no link")
  public final void damagedDatagramsAreNotDelivered(TestNotes.Printer printer) {
    new TransportForgeryRules(this).damagedDatagramsAreNotDelivered(printer);
  }

  @Test
  @DisplayName("T35: a damaged copy that arrives before the genuine datagram does not block it")
  public final void forgeriesDoNotBlockGenuineDatagrams() {
    new TransportForgeryRules(this).forgeriesDoNotBlockGenuineDatagrams();
  }

  @Test
  @DisplayName("T36: reordering loses and repeats no frame, however long the link is up")
  public final void reorderingLosesNoFrame() {
    new TransportForgeryRules(this).reorderingLosesNoFrame();
  }

  @Test
  @DisplayName("T37: closes and answers of another node, sent as if by the peer, end no link")
  public final void forgedClosesEndNoLink() {
    new TransportIdentityRules(this).forgedClosesEndNoLink();
  }

  @Test
  @DisplayName("T38: a copier whose copies arrive before the originals changes nothing")
  public final void fasterCopiesChangeNothing() {
    new TransportForgeryRules(this).fasterCopiesChangeNothing();
  }

  @Test
  @DisplayName("T39: the round-trip time of a link is reported at both ends")
  public final void roundTripTimeIsReported() {
    new TransportIdentityRules(this).roundTripTimeIsReported();
  }

  // ---- large frames, and frames that wait ------------------------------------------------------

  @Test
  @DisplayName("T40: a frame of maxBytes arrives although every fifth datagram is lost")
  public final void largestFrameArrivesDespiteLosses() {
    new TransportResendRules(this).largestFrameArrivesDespiteLosses();
  }

  @Test
  @DisplayName("T41: frames of ASSURED arrive although every fifth datagram is lost")
  public final void assuredFramesArriveDespiteLosses() {
    new TransportResendRules(this).assuredFramesArriveDespiteLosses();
  }

  @Test
  @DisplayName("T42: a frame of maxBytes arrives where the path loses all large datagrams")
  public final void largestFrameArrivesOnNarrowPaths() {
    new TransportResendRules(this).largestFrameArrivesOnNarrowPaths();
  }

  @Test
  @DisplayName("T43: own frames leave room for those of other nodes, as ownRoomBytes says")
  public final void ownFramesLeaveRoom() {
    new TransportQueueRules(this).ownFramesLeaveRoom();
  }

  @Test
  @DisplayName("T44: unsentBytes counts the frames that wait, and is 0 when all have arrived")
  public final void unsentBytesAreAccurate() {
    new TransportQueueRules(this).unsentBytesAreAccurate();
  }
}
