package io.ate.atedb;

import io.ate.atedb.place.ObjectAddress;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads objects' ids and names, and says what is wrong with others. Immutable. */
final class ObjectAddressConverter implements ITypeConverter<ObjectAddress> {
    @Override
    public ObjectAddress convert(String text) {
        try {
            return ObjectAddress.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
