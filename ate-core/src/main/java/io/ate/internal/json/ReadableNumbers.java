package io.ate.internal.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.exc.StreamWriteException;
import tools.jackson.core.util.JsonGeneratorDelegate;

/**
 * Writes as another generator does, but for numbers that would not be read back as they are: they are refused by a
 * {@link StreamWriteException}. Smile loses a bit of scales from 2^30 on and says nothing; very long numbers are
 * refused by readers, when it is too late. Confined to one thread.
 */
public final class ReadableNumbers extends JsonGeneratorDelegate {
    /** For sign, point and exponent, which readers count as well. */
    private static final int NO_DIGITS = 16;
    private static final double BITS_OF_A_DIGIT = Math.log(10) / Math.log(2);

    private final int longest;
    private final int safeBits;

    /**
     * @param longest of the numbers that readers take, in characters
     */
    public ReadableNumbers(JsonGenerator writer, int longest) {
        super(writer, false); // so that what is copied passes here, too
        this.longest = longest;
        safeBits = (int) ((longest - NO_DIGITS) * BITS_OF_A_DIGIT);
    }

    @Override
    public JsonGenerator writeNumber(@Nullable BigDecimal value) {
        if (value != null) {
            if (Math.abs((long) value.scale()) > ExactJson.LARGEST_SCALE) {
                throw new StreamWriteException(this, ExactJson.OUT_OF_RANGE);
            }
            demandShort(value.unscaledValue());
        }
        return super.writeNumber(value);
    }

    @Override
    public JsonGenerator writeNumber(@Nullable BigInteger value) {
        if (value != null) {
            demandShort(value);
        }
        return super.writeNumber(value);
    }

    private void demandShort(BigInteger digits) {
        if (digits.bitLength() > safeBits) {
            throw new StreamWriteException(this,
                    "a number has more digits than the " + longest + " that can be read again");
        }
    }
}
