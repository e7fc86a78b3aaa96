"""Published files in: DfE, ONS, LAIT and Ofsted, each layout known by its columns."""
