package io.ate.internal.dao;

import io.ate.internal.event.PayloadForm;
import io.ate.internal.transform.Transformers;
import io.ate.internal.wire.Slice;

/**
 * A value as bytes, before it is sealed or after it was opened. Immutable; does not print what it holds.
 *
 * @param transform the id of the transformer that the bytes went through: to seal them again takes no transformer
 */
record Plaintext(PayloadForm.Format format, int transform, Slice bytes) {
    /** A value that went through no transformer. */
    Plaintext(PayloadForm.Format format, Slice bytes) {
        this(format, Transformers.NONE, bytes);
    }
}
