/** {@code discovery.file}: reads addresses from a file, again and again. */
@NullMarked
package dev.gossip.discovery.file;

import org.jspecify.annotations.NullMarked;
