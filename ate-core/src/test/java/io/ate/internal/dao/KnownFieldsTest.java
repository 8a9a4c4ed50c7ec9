package io.ate.internal.dao;

import io.ate.Field;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** What is remembered of the fields that a program uses. */
class KnownFieldsTest {
    private final KnownFields fields = new KnownFields();

    private void use(String name, Class<?> type) {
        fields.demandOne("Shop", Field.vec(name, type));
    }

    @Test
    void twoFieldsOfOneNameAreRefused() {
        use("orders", String.class);
        use("orders", String.class);
        assertThatIllegalArgumentException().isThrownBy(() -> use("orders", Integer.class))
                .withMessageContaining("\"orders\"");
    }

    @Test
    void namesThatAreMadeUpAsTheProgramGoesDoNotFillTheMemory() {
        use("orders", String.class);
        for (int i = 0; i < KnownFields.MOST; i++) {
            use("orders of " + i, String.class);
        }
        use("one more", String.class);
        use("one more", Integer.class); // it was not remembered
        assertThatIllegalArgumentException().isThrownBy(() -> use("orders", Integer.class));
        assertThatIllegalArgumentException().isThrownBy(() -> use("orders of 0", Integer.class));
    }
}
