/** Tests of gossip networks: networks as parameters, and assertions in the words of the field. */
@NullMarked
package dev.gossip.testkit;

import org.jspecify.annotations.NullMarked;
