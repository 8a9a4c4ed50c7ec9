package io.ate;

import java.util.concurrent.TimeoutException;

/** What the code of a program may throw, though it is hard to tell others of. */
enum Awkward {
    A_CHARACTER_WHERE_LONG_MESSAGES_OF_SERVICES_ARE_CUT {
        @Override
        Throwable make() {
            return new IllegalArgumentException("x".repeat(4_095) + "\uD83D\uDE00 and more");
        }
    },
    A_CHARACTER_WHERE_LONG_MESSAGES_OF_QUEUES_ARE_CUT {
        @Override
        Throwable make() {
            return new IllegalArgumentException("x".repeat(999) + "\uD83D\uDE00 and more");
        }
    },
    HALF_A_CHARACTER {
        @Override
        Throwable make() {
            return new TimeoutException("half \uD800 of it");
        }
    },
    A_MESSAGE_THAT_FAILS {
        @Override
        Throwable make() {
            return new WithoutMessage();
        }
    },
    EQUAL_TO_NOTHING {
        @Override
        Throwable make() {
            return new Incomparable();
        }
    },
    NEITHER_EXCEPTION_NOR_ERROR {
        @Override
        Throwable make() {
            return new Throwable("thrown past the compiler");
        }
    };

    abstract Throwable make();

    /** Throws that, as code does that the compiler did not see. */
    void raise() {
        Awkward.<RuntimeException>raise(make());
    }

    @SuppressWarnings("unchecked") // which is what this is for
    private static <X extends Throwable> void raise(Throwable thrown) throws X {
        throw (X) thrown;
    }

    private static final class WithoutMessage extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }
    }

    @SuppressWarnings("ThrowableEqualsHashCode") // which is the point
    private static final class Incomparable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean equals(Object other) {
            throw new IllegalStateException("not comparable");
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }
}
