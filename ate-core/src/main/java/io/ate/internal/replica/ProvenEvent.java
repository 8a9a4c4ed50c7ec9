package io.ate.internal.replica;

import io.ate.PublicKeys;
import io.ate.internal.event.Event;
import io.ate.internal.event.SignedHead;
import io.ate.internal.tree.InclusionProof;

/**
 * An event with what proves that it stands in a chain. Immutable.
 *
 * @param event perhaps without its payload
 * @param path to the root of the head's tree
 * @param head that the server signed
 */
public record ProvenEvent(Event event, long sequence, InclusionProof path, SignedHead head, PublicKeys server) {}
