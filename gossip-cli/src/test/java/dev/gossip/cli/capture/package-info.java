/** Captures: their formats, decryption, and the dissector in tshark. */
@NullMarked
package dev.gossip.cli.capture;

import org.jspecify.annotations.NullMarked;
