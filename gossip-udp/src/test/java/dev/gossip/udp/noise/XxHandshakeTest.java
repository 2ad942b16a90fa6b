package dev.gossip.udp.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class XxHandshakeTest {
  private final XxDialer dialer = Handshakes.dialer();

  @Test
  void bothEndsLearnKeysPayloadsAndTheSameSession() throws BadHandshakeException {
    XxAcceptor acceptor = Handshakes.acceptor(dialer.init());
    XxDialer.Answered answered = dialer.read(acceptor.message2());
    XxDialer.Finish finish = answered.finish(Handshakes.PAYLOAD_3);
    XxAcceptor.Finished finished = acceptor.read(finish.message3());

    assertThat(dialer.init()).hasSize(32);
    assertThat(acceptor.message2()).hasSize(96 + Handshakes.PAYLOAD_2.length);
    assertThat(finish.message3()).hasSize(64 + Handshakes.PAYLOAD_3.length);
    assertThat(answered.peerKey()).isEqualTo(Handshakes.ACCEPTOR.publicKey());
    assertThat(answered.payload()).isEqualTo(Handshakes.PAYLOAD_2);
    assertThat(finished.peerKey()).isEqualTo(Handshakes.DIALER.publicKey());
    assertThat(finished.payload()).isEqualTo(Handshakes.PAYLOAD_3);
    assertThat(finished.keys().fromDialer()).isEqualTo(finish.keys().fromDialer());
    assertThat(finished.keys().fromAcceptor()).isEqualTo(finish.keys().fromAcceptor());
    assertThat(finish.keys().fromDialer()).isNotEqualTo(finish.keys().fromAcceptor());
  }

  @Test
  void handshakeDoesNotEndWithTwoPayloads() throws BadHandshakeException {
    XxDialer.Answered answered = dialer.read(Handshakes.acceptor(dialer.init()).message2());
    byte[] message3 = answered.finish(Handshakes.PAYLOAD_3).message3();

    assertThat(answered.finish(Handshakes.PAYLOAD_3).message3()).isEqualTo(message3);
    assertThatThrownBy(() -> answered.finish(new byte[12]))
        .isInstanceOf(IllegalStateException.class);
  }
}
