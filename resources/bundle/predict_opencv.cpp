// Classifies images with model.onnx; run it in the bundle's folder. To build:
//   c++ -std=c++17 -O2 predict_opencv.cpp -o predict_opencv $(pkg-config --cflags --libs opencv4)
#include "preprocess.h"

#include <opencv2/dnn.hpp>

int main(int count, char **files)
try {
    if (count < 2)
        return usage(files[0]);
    cv::dnn::Net net = cv::dnn::readNetFromONNX("model.onnx");
    int failed = 0;
    for (int i = 1; i < count; ++i) {
        try {
            net.setInput(pixelValues(files[i]));
            const cv::Mat logits = net.forward();
            printAnswer(files[i], logits.ptr<float>(), logits.size[1]);
        } catch (const std::exception &error) {
            std::cerr << files[i] << ": " << error.what() << '\n';
            failed = 1;
        }
    }
    return failed;
} catch (const std::exception &error) {
    std::cerr << "model.onnx: " << error.what() << '\n';
    return 2;
}
