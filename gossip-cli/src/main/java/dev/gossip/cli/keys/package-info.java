/** {@code gossip keygen}: keys that sign messages, and their passphrases. */
@NullMarked
package dev.gossip.cli.keys;

import org.jspecify.annotations.NullMarked;
