package io.ate.internal.bus;

import java.io.Serial;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What is told of failures whose messages are not as they should be. */
class ToldFailureTest {
    private static final class Untellable extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }
    }

    private static String told(String message, int longest) {
        return ToldFailure.of(new IllegalArgumentException(message), longest).message();
    }

    @Test
    void aMessageIsToldAsItIsAsFarAsThereIsRoom() {
        assertThat(ToldFailure.of(new IllegalArgumentException("no such account")))
                .isEqualTo(new ToldFailure("java.lang.IllegalArgumentException", "no such account"));
        assertThat(told("12345", 5)).isEqualTo("12345");
        assertThat(told("123456", 5)).isEqualTo("12345");
        assertThat(ToldFailure.of(new IllegalArgumentException()).message()).isEqualTo("null");
    }

    @Test
    void aCharacterIsNotCutInHalf() {
        assertThat(told("1234\uD83D\uDE00", 5)).isEqualTo("1234");
        assertThat(told("1234\uD83D\uDE00", 6)).isEqualTo("1234\uD83D\uDE00");
    }

    @Test
    void halfACharacterIsToldAsOneThatIsUnknown() {
        assertThat(told("a\uD800b", 9)).isEqualTo("a\uFFFDb");
        assertThat(told("a\uDE00\uD83D", 9)).isEqualTo("a\uFFFD\uFFFD");
    }

    @Test
    void whateverAMessageHoldsItCanBeEncoded() throws CharacterCodingException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 1_000; i++) {
            StringBuilder message = new StringBuilder();
            for (int length = random.nextInt(40); length > 0; length--) {
                message.append((char) (random.nextBoolean() ? 'a' : 0xD7FE + random.nextInt(0x804)));
            }
            String told = told(message.toString(), 20);
            assertThat(told.length()).as("seed %s", seed).isLessThanOrEqualTo(20);
            var _ = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(told));
        }
    }

    @Test
    void aMessageThatFailsIsToldByWhatItFailsWith() {
        assertThat(ToldFailure.of(new Untellable())).isEqualTo(new ToldFailure(Untellable.class.getName(),
                "its message cannot be told: java.lang.IllegalStateException"));
    }

    @Test
    void theLogIsGivenWhatItCanPrint() {
        Exception plain = new Exception("plain");
        assertThat(LoggedFailure.of(plain)).isSameAs(plain);
        Exception caused = new Exception("caused", new Untellable());
        assertThat(LoggedFailure.of(caused)).hasMessageContaining("caused")
                .satisfies(e -> assertThat(e.getStackTrace()).isEqualTo(caused.getStackTrace()));
    }
}
