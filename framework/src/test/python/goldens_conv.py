"""Writes what PyTorch gives for convolutions and pools.

    python3 goldens_conv.py > ../resources/goldens/conv.txt

Made with PyTorch 2.13.
"""

from torch import nn

from golden_lines import defaults, finish, layer, randn

# Convolutions. A name is the layer's and, after a dash, what ConvolutionGoldensTest makes it with.

layer("Conv1d-plain", nn.Conv1d(3, 4, 3), randn(1, 2, 3, 7))
layer("Conv1d-all", nn.Conv1d(4, 6, 3, stride=2, padding=3, dilation=2, groups=2), randn(2, 2, 4, 9))
layer("Conv1d-same", nn.Conv1d(2, 3, 4, padding="same"), randn(3, 2, 2, 6))
layer("Conv1d-long", nn.Conv1d(2, 2, 5, padding=2), randn(4, 1, 2, 40))
layer("Conv1d-one", nn.Conv1d(2, 3, 2), randn(5, 2, 5))
layer("Conv2d-plain", nn.Conv2d(3, 4, 3), randn(6, 2, 3, 6, 5))
layer("Conv2d-uneven", nn.Conv2d(2, 3, (2, 3), stride=(2, 1), padding=(1, 2), dilation=(1, 2)), randn(7, 2, 2, 7, 6))
layer("Conv2d-strided", nn.Conv2d(3, 4, 3, stride=2, padding=1), randn(8, 3, 3, 7, 8))
layer("Conv2d-wide", nn.Conv2d(2, 2, 2, stride=3), randn(9, 2, 2, 8, 7))
layer("Conv2d-dilated", nn.Conv2d(2, 3, 3, padding=2, dilation=2), randn(10, 2, 2, 5, 6))
layer("Conv2d-grouped", nn.Conv2d(4, 6, 3, padding=1, groups=2), randn(11, 2, 4, 5, 4))
layer("Conv2d-depthwise", nn.Conv2d(4, 4, 3, padding=1, groups=4), randn(12, 2, 4, 5, 5))
layer("Conv2d-multiplied", nn.Conv2d(3, 6, 3, stride=2, padding=1, groups=3, bias=False), randn(13, 2, 3, 5, 6))
layer("Conv2d-pointwise", nn.Conv2d(5, 3, 1), randn(14, 2, 5, 4, 3))
layer("Conv2d-pointwiseStrided", nn.Conv2d(3, 2, 1, stride=2), randn(15, 2, 3, 5, 4))
layer("Conv2d-far", nn.Conv2d(1, 2, 2, padding=4, dilation=3), randn(16, 1, 1, 2, 3))
layer("Conv2d-same", nn.Conv2d(2, 3, (4, 3), padding="same", dilation=(1, 2)), randn(17, 2, 2, 6, 5))
layer("Conv2d-reflect", nn.Conv2d(2, 3, 3, padding=2, padding_mode="reflect"), randn(18, 2, 2, 5, 4))
layer("Conv2d-replicate", nn.Conv2d(2, 3, 3, padding=(1, 2), padding_mode="replicate"), randn(19, 2, 2, 5, 4))
layer("Conv2d-circular", nn.Conv2d(2, 3, 3, padding=1, stride=2, padding_mode="circular"), randn(20, 2, 2, 5, 4))
layer("Conv2d-one", nn.Conv2d(2, 3, 3, padding=1), randn(21, 2, 4, 5))
layer("Conv3d-plain", nn.Conv3d(2, 3, 2), randn(22, 2, 2, 3, 4, 3))
layer("Conv3d-all", nn.Conv3d(2, 4, (2, 3, 2), stride=(2, 1, 2), padding=(1, 1, 0), dilation=(1, 2, 1), groups=2), randn(23, 2, 2, 4, 5, 4))
layer("ConvTranspose1d-all", nn.ConvTranspose1d(4, 6, 3, stride=3, padding=1, output_padding=2, groups=2), randn(24, 2, 4, 5))
layer("ConvTranspose2d-plain", nn.ConvTranspose2d(3, 2, 3), randn(25, 2, 3, 4, 3))
layer("ConvTranspose2d-strided", nn.ConvTranspose2d(3, 2, 2, stride=2), randn(26, 2, 3, 4, 3))
layer("ConvTranspose2d-all", nn.ConvTranspose2d(4, 2, (3, 2), stride=(2, 3), padding=(1, 0), output_padding=(1, 2), dilation=(2, 1), groups=2, bias=False), randn(27, 2, 4, 3, 4))
layer("ConvTranspose2d-overhanging", nn.ConvTranspose2d(2, 4, 3, stride=(1, 2), padding=(1, 0), output_padding=2, dilation=(3, 3), groups=2), randn(29, 2, 2, 3, 4))
layer("ConvTranspose3d-strided", nn.ConvTranspose3d(2, 1, 2, stride=2, padding=1), randn(28, 1, 2, 3, 2, 3))

# Pools. Ties, of zeros as after ReLU, have their gradient at the first one.

ties = randn(40, 2, 3, 7, 6).round().relu()
layer("MaxPool1d-all", nn.MaxPool1d(3, stride=2, padding=1, dilation=2), randn(41, 2, 3, 9))
layer("MaxPool2d-plain", nn.MaxPool2d(2), randn(42, 2, 3, 6, 7))
layer("MaxPool2d-ties", nn.MaxPool2d(3, stride=2, padding=1), ties)
layer("MaxPool2d-ceil", nn.MaxPool2d((3, 2), stride=(2, 3), padding=(1, 0), ceil_mode=True), randn(43, 2, 2, 6, 6))
layer("MaxPool2d-ceilOutside", nn.MaxPool2d(2, stride=3, padding=1, ceil_mode=True), randn(44, 1, 2, 5, 6))
layer("MaxPool2d-dilated", nn.MaxPool2d(2, stride=1, dilation=(2, 3)), randn(45, 2, 2, 5, 6))
layer("MaxPool2d-one", nn.MaxPool2d(2), randn(46, 3, 4, 4))
layer("MaxPool3d-plain", nn.MaxPool3d(2), ties.reshape(1, 2, 3, 7, 6))
layer("AvgPool1d-all", nn.AvgPool1d(3, stride=2, padding=1, ceil_mode=True), randn(47, 2, 3, 8))
layer("AvgPool2d-plain", nn.AvgPool2d(2), randn(48, 2, 3, 6, 7))
layer("AvgPool2d-padded", nn.AvgPool2d(3, stride=2, padding=1), randn(49, 2, 2, 7, 6))
layer("AvgPool2d-uncounted", nn.AvgPool2d((3, 2), stride=2, padding=1, ceil_mode=True, count_include_pad=False), randn(50, 2, 2, 6, 6))
layer("AdaptiveAvgPool2d-one", nn.AdaptiveAvgPool2d(1), randn(51, 2, 3, 5, 4))
layer("AdaptiveAvgPool2d-uneven", nn.AdaptiveAvgPool2d((3, 4)), randn(52, 2, 3, 7, 6))
layer("AdaptiveAvgPool2d-larger", nn.AdaptiveAvgPool2d((4, 5)), randn(53, 2, 2, 3, 10))
layer("AdaptiveAvgPool1d", nn.AdaptiveAvgPool1d(4), randn(541, 2, 3, 7))
layer("AdaptiveAvgPool3d", nn.AdaptiveAvgPool3d((2, 3, 1)), randn(542, 2, 2, 3, 5, 4))
layer("AdaptiveMaxPool1d", nn.AdaptiveMaxPool1d(4), randn(543, 2, 3, 7))
layer("AdaptiveMaxPool2d", nn.AdaptiveMaxPool2d((3, 4)), randn(544, 2, 3, 7, 8))
layer("AdaptiveMaxPool2d-one", nn.AdaptiveMaxPool2d(1), randn(545, 2, 3, 5, 4))
layer("AdaptiveMaxPool3d", nn.AdaptiveMaxPool3d((2, 3, 1)), randn(546, 2, 2, 3, 5, 4))
layer("AvgPool3d", nn.AvgPool3d(2), randn(547, 2, 2, 4, 5, 6))

layer("LPPool1d-plain", nn.LPPool1d(2, 3), randn(548, 2, 3, 9))
layer("LPPool1d-zeros", nn.LPPool1d(2, 2), ties[:, :, 0])
layer("LPPool2d-ceil", nn.LPPool2d(4, (3, 2), stride=(2, 3), ceil_mode=True), randn(549, 2, 2, 6, 6))
layer("LPPool2d-root", nn.LPPool2d(1.5, 2), randn(550, 2, 3, 4, 5).abs() + 0.1)
layer("LPPool3d-plain", nn.LPPool3d(2, 2), randn(551, 1, 2, 4, 5, 4))


class Unpooled(nn.Module):
    """A pool and what undoes it, of which ConvolutionGoldensTest has a twin."""

    def __init__(self, pool, unpool, squares, sizes=None):
        super().__init__()
        self.pool, self.unpool, self.squares, self.sizes = pool, unpool, squares, sizes

    def forward(self, x):
        y, indices = self.pool(x)
        y = y * y if self.squares else y
        return self.unpool(y, indices) if self.sizes is None else self.unpool(y, indices, output_size=self.sizes)


layer("MaxUnpool1d-plain", Unpooled(nn.MaxPool1d(2, return_indices=True), nn.MaxUnpool1d(2), True), randn(552, 2, 3, 8))
layer("MaxUnpool2d-plain", Unpooled(nn.MaxPool2d(2, return_indices=True), nn.MaxUnpool2d(2), True), randn(553, 2, 3, 6, 4))
layer("MaxUnpool2d-ties", Unpooled(nn.MaxPool2d(3, return_indices=True), nn.MaxUnpool2d(3), False), ties[:, :, :6])
layer("MaxUnpool2d-sizes", Unpooled(nn.MaxPool2d((3, 2), return_indices=True), nn.MaxUnpool2d((3, 2)), True, (7, 5)), randn(554, 2, 2, 7, 5))
pool = nn.MaxPool2d((2, 4), stride=(3, 5), padding=(1, 2), return_indices=True)
layer("MaxUnpool2d-padded", Unpooled(pool, nn.MaxUnpool2d((2, 4), stride=(3, 5), padding=(1, 2)), True), randn(555, 3, 6, 10))
layer("MaxUnpool3d-plain", Unpooled(nn.MaxPool3d(2, return_indices=True), nn.MaxUnpool3d(2), True), randn(556, 1, 2, 4, 2, 6))

# Other sizes.

layer("Upsample-nearest", nn.Upsample(scale_factor=2), randn(54, 2, 2, 3, 2))
layer("Upsample-length", nn.Upsample(scale_factor=3, mode="linear"), randn(55, 2, 2, 4))
layer("Upsample-bilinear", nn.Upsample(scale_factor=2, mode="bilinear"), randn(56, 2, 2, 3, 4))
layer("Upsample-aligned", nn.Upsample(scale_factor=3, mode="bilinear", align_corners=True), randn(57, 2, 2, 3, 1))
layer("Upsample-volume", nn.Upsample(scale_factor=2, mode="trilinear"), randn(58, 1, 2, 2, 3, 2))
layer("PixelShuffle-three", nn.PixelShuffle(3), randn(59, 2, 18, 2, 3))

# Defaults.

defaults("Conv", nn.Conv2d, "stride", "padding", "dilation", "groups", "bias", "padding_mode")
defaults("ConvTranspose", nn.ConvTranspose2d, "stride", "padding", "output_padding", "groups", "bias", "dilation")
defaults("MaxPool", nn.MaxPool2d, "stride", "padding", "dilation", "ceil_mode")
defaults("AvgPool", nn.AvgPool2d, "stride", "padding", "ceil_mode", "count_include_pad")

finish()
