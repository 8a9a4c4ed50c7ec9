package io.ate.internal.crypto;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class SecretTest {

    @Test
    void closingZeroesTheBytesAndRefusesUseAfterwards() {
        byte[] bytes = {1, 2, 3};
        Secret secret = Secret.take(bytes);
        secret.close();
        secret.close();

        assertThat(bytes).containsOnly(0);
        assertThat(secret.isClosed()).isTrue();
        assertThatIllegalStateException().isThrownBy(() -> secret.expose(SecretAccess.granted()));
        assertThatIllegalStateException().isThrownBy(secret::copy);
    }

    @Test
    void nothingOfASecretIsEverPrinted() {
        try (Secret secret = Secret.take(Bytes.ascii("correct horse"))) {
            assertThat(secret.toString()).isEqualTo("Secret[13 bytes]");
        }
    }

    @Test
    void whatAUseKeptIsZeroAfterwards() {
        try (Secret secret = Secret.take(new byte[] {7})) {
            byte[] kept = secret.use(SecretAccess.granted(), bytes -> bytes);
            assertThat(kept).containsOnly(0);
            assertThat(Bytes.exposed(secret)).containsExactly(7);
        }
    }

    @Test
    void secretsAreComparedByContent() {
        try (Secret one = Secret.take(new byte[] {1, 2});
                Secret same = one.copy();
                Secret other = Secret.take(new byte[] {1, 3});
                Secret longer = Secret.take(new byte[] {1, 2, 0})) {
            assertThat(one.sameAs(same)).isTrue();
            assertThat(one.sameAs(other)).isFalse();
            assertThat(one.sameAs(longer)).isFalse();
        }
    }

    @Test
    void aCopyOutlivesItsOriginal() {
        Secret original = Secret.take(new byte[] {9});
        try (Secret copy = original.copy()) {
            original.close();
            assertThat(Bytes.exposed(copy)).containsExactly(9);
        }
    }

    @Test
    void aUseThatRacesWithClosingSeesAllBytesOrFails() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 200; round++) {
                byte[] ones = new byte[4096];
                Arrays.fill(ones, (byte) 1);
                Secret secret = Secret.take(ones);
                CountDownLatch start = new CountDownLatch(1);
                Future<Boolean> whole = threads.submit(() -> {
                    start.await();
                    try {
                        byte[] seen = secret.expose(SecretAccess.granted());
                        for (byte each : seen) {
                            if (each != 1) {
                                return false;
                            }
                        }
                        return true;
                    } catch (IllegalStateException e) {
                        return true;
                    }
                });
                start.countDown();
                secret.close();
                assertThat(whole.get()).as("round %d", round).isTrue();
            }
        }
    }
}
