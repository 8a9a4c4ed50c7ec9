package io.ate.internal.service;

import io.ate.DaoMap;
import io.ate.DaoRef;
import io.ate.Dio;
import io.ate.Field;
import java.time.Instant;
import java.util.stream.IntStream;

/** What programs leave that begin a durable request and end before they reply. */
public final class BegunInVain {
    private static final Field.Map<String, Mailbox.Begun> BEGUN = Field.map("ate.begun", String.class,
            Mailbox.Begun.class);

    private BegunInVain() {}

    /** Has that many programs begin the request. */
    public static void by(int programs, Dio dio, DaoRef<?> request) {
        DaoMap<String, Mailbox.Begun> begun = dio.load(request).in(BEGUN);
        IntStream.range(0, programs)
                .forEach(
                        each -> begun.put("program " + each, new Mailbox.Begun(Instant.parse("2026-01-01T00:00:00Z"))));
    }
}
