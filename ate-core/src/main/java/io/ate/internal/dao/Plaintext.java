package io.ate.internal.dao;

import io.ate.internal.event.PayloadForm;
import io.ate.internal.wire.Slice;

/** A value as bytes, before it is sealed or after it was opened. Immutable; does not print what it holds. */
record Plaintext(PayloadForm.Format format, Slice bytes) {}
