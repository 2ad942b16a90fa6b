/** Tests of whole networks that grow by discovery, in virtual time. */
@NullMarked
package dev.gossip.discovery.network;

import org.jspecify.annotations.NullMarked;
