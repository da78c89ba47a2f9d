//! The interactive session as logic over two ports.
